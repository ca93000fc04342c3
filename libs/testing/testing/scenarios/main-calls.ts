import { call, defineContract, expose, stream, wrap, type Renderer } from '@culvert/core';
import { delay, Subject } from 'rxjs';
import type { Scenario } from '../../src/lib/explore/scenario.js';
import { allEnd, Log } from './log.js';

const contract = defineContract('page', { title: call<string, string>(), clicks: stream<void, string>() });

/** Main calls a window, and listens to its stream. The window may load a new document meanwhile, or go. */
export const mainCalls: Scenario = ({ main, link, step, always, atRest, invariants }) => {
  let documents = 0;
  const { webContents } = link({
    info: { graceMs: 100 },
    document(renderer: Renderer) {
      const name = `page ${++documents}`;
      const clicks = new Subject<string>();
      const slow = { interceptors: [(request, next) => next(request).pipe(delay(10))] } satisfies Parameters<
        typeof expose
      >[3];
      expose(renderer, contract, { title: (suffix) => name + suffix, clicks: () => clicks }, slow);
      step(renderer, () => {
        clicks.next(`${name} a`);
        clicks.next(`${name} b`);
      });
      step(renderer, () => clicks.complete());
    },
  });
  const neighbour = link();
  const asked = new Log();
  step(neighbour.renderer, () => {
    wrap(neighbour.renderer, contract, { to: webContents!.id }).title.$('#').subscribe(asked.observer);
  });
  const logs: Log[] = [];
  const logged = () => logs[logs.push(new Log()) - 1]!.observer;
  step(
    main,
    () => {
      const api = wrap(webContents!, contract);
      api.title.$('!').subscribe(logged());
      api.clicks(undefined, { highWaterMark: 1 }).subscribe(logged());
    },
    () => void wrap(webContents!, contract).title.$('?').subscribe(logged()),
  );
  always(function ownAnswers() {
    const [first, , second] = logs.map(({ items }) => items.join());
    return (
      /^(page \d!)?$/.test(first ?? '') &&
      /^(page \d\?)?$/.test(second ?? '') &&
      /^(page \d#)?$/.test(asked.items.join())
    );
  });
  always(function clicksOfOneDocument() {
    const clicks = logs[1]?.items.join() ?? '';
    return ['page 1 a,page 1 b', 'page 2 a,page 2 b'].some((whole) => whole.includes(clicks)) || clicks;
  });
  atRest(function eachEnds() {
    const [first, clicks, second] = logs;
    const isOpen = clicks !== undefined && clicks.end === undefined;
    // A stream that main has opened after the last click stays open until its source completes.
    if (isOpen) return undefined;
    return allEnd([first!, clicks!, second!], 'done', 'ERR_CULVERT_DISCONNECTED');
  });
  atRest(invariants.answered);
};
