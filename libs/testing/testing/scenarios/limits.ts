import { call, defineContract, expose, stream, wrap } from '@culvert/core';
import { delay, finalize, NEVER, type Observable } from 'rxjs';
import type { Scenario } from '../../src/lib/explore/scenario.js';
import { allEnd, Log } from './log.js';

const contract = defineContract('limited', { slow: call<number, number>(), rows: stream<void, number>() });
const TOO_MANY = 'ERR_CULVERT_TOO_MANY_PENDING';

/**
 * Main allows one open call and one open stream. Run it with the limits `{ pendingCalls: 1, openStreams: 1 }`. A call
 * over the limit fails at once, and each end of a call makes room for the next one.
 */
export const callLimits: Scenario = ({ main, link, step, always, atRest, invariants }) => {
  const [one, two] = [link(), link()];
  const logs: Log[] = [];
  const logged = (source$: Observable<number>) => source$.subscribe(logs[logs.push(new Log()) - 1]!.observer);
  let working = 0;
  let most = 0;
  expose(
    main,
    contract,
    { slow: (value) => value, rows: () => NEVER },
    {
      interceptors: [
        (request, next) => {
          if (request.kind !== 'call') return next(request);
          most = Math.max(most, ++working);
          return next(request).pipe(
            delay(10),
            finalize(() => working--),
          );
        },
      ],
    },
  );
  expose(two.renderer, contract, {
    slow: (value) => value,
    rows: () => NEVER,
  });
  const api = wrap(one.renderer, contract);
  const peer = wrap(one.renderer, contract, { to: two.id });
  let streamsRefused = 0;
  step(
    one.renderer,
    () => {
      logged(api.slow.$(1));
      logged(peer.slow.$(2));
    },
    () => {
      const error = () => streamsRefused++;
      const streams = [1, 2].map(() => api.rows().subscribe({ error }));
      step(one.renderer, () => streams.forEach((stream) => stream.unsubscribe()));
    },
    () => void logged(api.slow.$(3)),
  );
  always(invariants.drops('too-many-pending', 'too-many-streams', 'not-pending'));
  always(function oneAtATime() {
    return most <= 1;
  });
  always(function ownAnswers() {
    return logs.every((log, index) => log.isPartOf(index + 1));
  });
  atRest(function eachEnds() {
    return allEnd(logs, 'done', TOO_MANY);
  });
  atRest(function oneStreamIsRefused() {
    return streamsRefused <= 1;
  });
  atRest(function firstHasRoom() {
    return logs.length === 0 || logs[0]!.end === 'done' || logs[0]!.end;
  });
  atRest(invariants.nothingOpen);
};

/**
 * Main and a neighbour write to a window that has not said hello yet. Run it with `queuedBytes` for two messages. Main
 * says which ones it drops, and tells the caller of a dropped call.
 */
export const fullQueue: Scenario = ({ main, link, step, always, atRest, invariants }) => {
  const window = link({ handshake: 'explored' });
  const neighbour = link();
  const called = new Log();
  const heard: number[] = [];
  let sent = 0;
  let held = 0;
  let dropped = 0;
  let isReady = false;
  main.state$.subscribe(({ endpoints }) => (isReady = Object.values(endpoints).every(({ ready }) => ready)));
  main.inspect$.subscribe((item) => {
    if (item.kind === 'drop' && item.channel === 'news') dropped++;
  });
  expose(window.renderer, contract, { slow: (value) => value, rows: () => NEVER });
  window.renderer.ipcRenderer.on('news', (_event, number: number) => heard.push(number));
  let isCalled = false;
  step(neighbour.renderer, () => {
    isCalled = true;
    wrap(neighbour.renderer, contract, { to: window.id }).slow.$(7).subscribe(called.observer);
  });
  const write = () => {
    sent++;
    if (!isReady) held++;
    window.webContents!.send('news', sent, 'with further words');
  };
  step(main, write, write, write, write);
  always(invariants.drops('queue-full'));
  always(function inOrder() {
    return heard.every((number, index) => index === 0 || number > heard[index - 1]!);
  });
  atRest(function eachIsHeardOrDropped() {
    return heard.length + dropped === sent || `${heard.length} heard, ${dropped} dropped`;
  });
  atRest(function atMostTwoWait() {
    return held - dropped <= 2 || `${held} held, ${dropped} dropped`;
  });
  atRest(function callerIsTold() {
    return !isCalled || (called.isPartOf(7) && allEnd([called], 'done', 'ERR_CULVERT_OVERFLOW'));
  });
  atRest(invariants.nothingOpen);
};
