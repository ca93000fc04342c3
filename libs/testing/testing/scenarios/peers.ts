import { call, defineContract, expose, stream, wrap } from '@culvert/core';
import { map, range, ReplaySubject, take, type Observable } from 'rxjs';
import type { Scenario } from '../../src/lib/explore/scenario.js';
import { Log } from './log.js';

const contract = defineContract('peer', {
  double: call<number, number>(),
  count: stream<number, number>(),
  echo: stream<Observable<string>, string>(),
});

/** One renderer serves another one. Either of them may go. The caller hears of each end, and its items come in order. */
export const peerCalls: Scenario = ({ main, link, step, always, atRest, invariants }) => {
  const [caller, server] = [link(), link()];
  const [first, second, counted] = [new Log(), new Log(), new Log()];
  expose(server.renderer, contract, {
    double: (value) => value * 2,
    count: (upTo) => range(0, upTo),
    echo: (words$) => words$,
  });
  main.ipcMain.handle('theme', () => 'dark');
  const api = wrap(caller.renderer, contract, { to: server.id });
  step(
    caller.renderer,
    () => {
      // Main numbers what it passes on. After this call, its numbers are not those of the caller.
      void caller.renderer.ipcRenderer.invoke('theme');
      api.double.$(4).subscribe(first.observer);
    },
    () => void api.count(3, { highWaterMark: 2 }).subscribe(counted.observer),
    () => void api.double.$(5).subscribe(second.observer),
  );
  always(function ownAnswersInOrder() {
    return first.isPartOf(8) && second.isPartOf(10) && counted.isPartOf(0, 1, 2);
  });
  atRest(invariants.nothingOpen);
};

/**
 * A stream both ways between two renderers. The caller allows eight items on their way, the server one. The server takes
 * so many words. Then the stream is over, and the caller leaves its source, also if the server is gone.
 */
export const peerDuplex =
  (taken: number): Scenario =>
  ({ main, link, step, always, atRest }) => {
    const caller = link({ renderer: { limits: { streamItems: 8 } } });
    const server = link({ renderer: { limits: { streamItems: 1 } } });
    const words$ = new ReplaySubject<string>();
    const sent: string[] = [];
    const echoed = new Log();
    main.ipcMain.handle('theme', () => 'dark');
    expose(server.renderer, contract, {
      double: (value) => value,
      count: () => [],
      echo: (input$) =>
        input$.pipe(
          take(taken),
          map((word) => word.toUpperCase()),
        ),
    });
    let isOpen = false;
    const say = (...words: string[]) => {
      sent.push(...words);
      words.forEach((word) => words$.next(word));
    };
    step(
      caller.renderer,
      () => void caller.renderer.invoke$('theme').subscribe({ error: () => undefined }),
      () => {
        isOpen = true;
        say('a', 'b');
        wrap(caller.renderer, contract, { to: server.id }).echo(words$).subscribe(echoed.observer);
      },
      () => say('c'),
      () => say('d'),
    );
    const isCut = () => echoed.end !== undefined && echoed.end !== 'done';
    always(function inOrder() {
      return echoed.isPartOf(...sent.slice(0, taken).map((word) => word.toUpperCase()));
    });
    atRest(function allArrives() {
      if (!isOpen || isCut()) return undefined;
      return echoed.items.length === Math.min(taken, sent.length) || `got: ${echoed.items.join()}`;
    });
    atRest(function leavesItsSource() {
      if (!isOpen) return undefined;
      return words$.observed === (echoed.end === undefined);
    });
    atRest(function endsAfterThese() {
      return !isOpen || isCut() || (echoed.end === 'done') === sent.length >= taken;
    });
  };
