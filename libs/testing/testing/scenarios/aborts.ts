import { call, defineContract, expose, stream, wrap } from '@culvert/core';
import { delay, tap } from 'rxjs';
import type { Scenario } from '../../src/lib/explore/scenario.js';
import { allEnd, Log } from './log.js';

const contract = defineContract('job', { run: call<string, string>(), rows: stream<void, number>() });

/**
 * A renderer leaves its calls: one by a time limit, one by a signal, one by unsubscribing. Main's handler works for 10 ms.
 * It is aborted if its caller has left, and only then.
 */
export const leftCalls: Scenario = ({ main, renderer, step, always, atRest, invariants }) => {
  const logs: Record<string, Log> = {
    timed: new Log(),
    aborted: new Log(),
    kept: new Log(),
    left: new Log(),
  };
  const signals: Record<string, AbortSignal> = {};
  const worked: string[] = [];
  const controller = new AbortController();
  expose(
    main,
    contract,
    {
      run(name, { signal }) {
        signals[name] = signal;
        return `result of ${name}`;
      },
      rows: () => [1, 2, 3],
    },
    {
      interceptors: [
        (request, next) =>
          next(request).pipe(
            delay(10),
            tap((answer) => worked.push(String(answer).slice('result of '.length))),
          ),
      ],
    },
  );
  const api = wrap(renderer, contract);
  const run = (name: string, options?: Parameters<typeof api.run.$>[1]) =>
    api.run.$(name, options).subscribe(logs[name]!.observer);
  step(
    renderer,
    () => {
      run('timed', { timeout: 10 });
      run('kept');
    },
    () => {
      run('aborted', { signal: controller.signal });
      const left = run('left');
      step(renderer, () => {
        controller.abort(new Error('aborted'));
        left.unsubscribe();
      });
    },
  );
  always(function ownAnswers() {
    return Object.entries(logs).every(([name, log]) => log.isPartOf(`result of ${name}`));
  });
  always(invariants.drops('not-pending'));
  always(function noWorkAfterAbort() {
    return worked.length === new Set(worked).size && !worked.some((name) => signals[name]!.aborted);
  });
  atRest(function handlersKnow() {
    const wrong = Object.keys(signals).filter((name) => signals[name]!.aborted === worked.includes(name));
    return wrong.length === 0 || `${wrong.join()} neither done nor aborted`;
  });
  atRest(function eachEnds() {
    const { timed, aborted, kept } = logs;
    const begun = [timed!, aborted!, kept!].filter((log) => log.end !== undefined);
    return allEnd(begun, 'done', 'ERR_CULVERT_TIMEOUT', 'aborted');
  });
  atRest(function keptIsAnswered() {
    return logs['kept']!.end === 'done' || !('kept' in signals);
  });
  atRest(invariants.nothingOpen);
};

/** A renderer limits all its calls to 10 ms. Main answers some of them later. Each answer belongs to its own call. */
export const lateAnswers: Scenario = ({ main, link, step, always, atRest, invariants }) => {
  const { renderer } = link({ renderer: { callTimeoutMs: 10 } });
  const logs: Log[] = [];
  let times = 0;
  expose(
    main,
    contract,
    { run: (name) => `result of ${name}`, rows: () => [] },
    // Every second call takes longer than its caller waits.
    { interceptors: [(request, next) => next(request).pipe(delay(times++ % 2 === 0 ? 15 : 5))] },
  );
  const run = () => {
    const name = String(logs.length);
    wrap(renderer, contract)
      .run.$(name)
      .subscribe(logs[logs.push(new Log()) - 1]!.observer);
  };
  step(renderer, run, run);
  always(function ownAnswers() {
    return logs.every((log, index) => log.isPartOf(`result of ${index}`));
  });
  always(invariants.drops('not-pending'));
  atRest(function eachEnds() {
    return allEnd(logs, 'done', 'ERR_CULVERT_TIMEOUT');
  });
  atRest(invariants.nothingOpen);
};
