import { call, defineContract, expose, stream, wrap } from '@culvert/core';
import { NEVER } from 'rxjs';
import type { Scenario } from '../../src/lib/explore/scenario.js';
import { Log } from './log.js';

const GONE = ['ERR_CULVERT_DISCONNECTED', 'ERR_CULVERT_UNKNOWN_TARGET'];

const contract = defineContract('open', { wait: call(), rows: stream<void, number>() });

/** Main closes, or a window does, with calls and streams open. Earlier messages arrive, and everything ends. */
export const closing: Scenario = ({ main, link, step, always, atRest }) => {
  const [one, two] = [link({ info: { graceMs: 100 } }), link()];
  const logs = { call: new Log(), stream: new Log(), peer: new Log() };
  const heard: string[] = [];
  const signals: AbortSignal[] = [];
  let isClosed = false;
  const destroyed: number[] = [];
  expose(
    main,
    contract,
    { wait: (_input, { signal }) => void signals.push(signal), rows: () => NEVER },
    {
      interceptors: [
        (request, next) => (request.kind === 'call' ? (next(request).subscribe(), NEVER) : next(request)),
      ],
    },
  );
  expose(two.renderer, contract, { wait: () => undefined, rows: () => NEVER });
  one.renderer.ipcRenderer.on('last', (_event, text: string) => heard.push(text));
  for (const { webContents, id } of [one, two]) webContents!.once('destroyed', () => destroyed.push(id));
  const { renderer } = one;
  const api = wrap(renderer, contract);
  step(
    renderer,
    () => {
      api.wait.$().subscribe(logs.call.observer);
      api.rows().subscribe(logs.stream.observer);
    },
    () => void wrap(renderer, contract, { to: two.id }).rows().subscribe(logs.peer.observer),
  );
  step(two.renderer, () => void two.renderer.close());
  step(main, () => {
    one.webContents!.send('last', 'words');
    isClosed = true;
    void main.close();
  });
  const isOver = () => isClosed;
  always(function endsOnce() {
    return new Set(destroyed).size === destroyed.length && heard.length <= 1;
  });
  atRest(function lastWordsArrive() {
    return !isOver() || heard.join() === 'words' || `heard: ${heard.join()}`;
  });
  atRest(function allEnds() {
    if (!isOver()) return undefined;
    const open = Object.entries(logs).filter(([, { end }]) => end !== undefined && !GONE.includes(end));
    return open.map(([name, { end }]) => `${name} has ended with ${end!}`).join() || undefined;
  });
  atRest(function handlersAreAborted() {
    return !isOver() || signals.every(({ aborted }) => aborted);
  });
  atRest(function windowsAreDestroyed() {
    return !isOver() || destroyed.length === 2 || `destroyed: ${destroyed.join()}`;
  });
};
