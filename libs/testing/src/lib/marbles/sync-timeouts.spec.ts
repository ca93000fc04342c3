import { defineContract, expose, sync, wrap } from '@culvert/core';
import { EMPTY_BODY, packFrame, type Frame, type RendererMessage } from '@culvert/protocol';
import { Subject, filter, from, map, mergeMap, timer } from 'rxjs';
import type { IpcHelpers } from '../virtual/ipc-helpers.js';
import { runIpc } from '../virtual/run-ipc.js';
import { pendingOf } from '../../../testing/pending-of.js';

const contract = defineContract({ half: sync<[n: number], number>() });

interface Row {
  readonly name: string;
  /** Main answers so many ms after the request. It never does without a number. */
  readonly answersAfter?: number;
  readonly faults?: object;
  readonly stopMain?: string;
  readonly answer: string;
  readonly error?: string;
}

const late = 'ERR_CULVERT_SYNC_TIMEOUT';

// The latency is 2 ms, and the time limit 9 ms.
const rows: readonly Row[] = [
  { name: 'is answered after one round trip', answersAfter: 0, answer: '----(a|)' },
  { name: 'is answered by a listener that waits', answersAfter: 4, answer: '--------(a|)' },
  { name: 'ends if its answer comes 1 ms too late', answersAfter: 6, answer: '---------#', error: late },
  { name: 'ends if main never answers', answer: '---------#', error: late },
  {
    name: 'ends if the wire loses it',
    answersAfter: 0,
    faults: { drop: { up: 'x' } },
    answer: '---------#',
    error: late,
  },
  {
    name: 'ends if the wire loses its answer',
    answersAfter: 0,
    faults: { drop: { down: '--x' } },
    answer: '---------#',
    error: late,
  },
  {
    name: 'ends if jitter makes it late',
    answersAfter: 0,
    faults: { jitter: [6] },
    answer: '---------#',
    error: late,
  },
  {
    name: 'comes through jitter',
    answersAfter: 0,
    faults: { jitter: { up: [1], down: [3] } },
    answer: '--------(a|)',
  },
  {
    name: 'has one answer if it arrives twice',
    answersAfter: 1,
    faults: { duplicate: { up: '2' } },
    answer: '-----(a|)',
  },
  {
    name: 'has one answer if that arrives twice',
    answersAfter: 0,
    faults: { duplicate: { down: '--2' } },
    answer: '----(a|)',
  },
  { name: 'waits for a stopped main', answersAfter: 0, stopMain: '-s---g', answer: '-------(a|)' },
  {
    name: 'ends while main is stopped',
    answersAfter: 0,
    stopMain: '-s 20ms g',
    answer: '---------#',
    error: late,
  },
  {
    name: 'ends when its own process goes on, without an answer',
    faults: { stop: '---s 10ms g' },
    answer: '14ms #',
    error: late,
  },
  {
    name: 'is answered if the answer waits for its stopped process',
    answersAfter: 0,
    faults: { stop: '---s 10ms g' },
    answer: '14ms (a|)',
  },
  {
    name: 'ends with its connection',
    faults: { disconnect: '---!' },
    answer: '---#',
    error: 'ERR_CULVERT_DISCONNECTED',
  },
  {
    name: 'ends with a reload',
    faults: { reload: '---r' },
    answer: '---#',
    error: 'ERR_CULVERT_DISCONNECTED',
  },
];

function answerTwice({ main }: IpcHelpers, ms: number | undefined) {
  main.ipcMain.on('double', (event, n: number) => {
    if (ms === 0) event.returnValue = 2 * n;
    else if (ms !== undefined) timer(ms).subscribe(() => (event.returnValue = 2 * n));
  });
}

/** A second window with a time limit of 9 ms. */
function impatient(helpers: IpcHelpers, faults: object = {}) {
  helpers.link();
  return helpers.link({ latency: '2ms', renderer: { syncTimeoutMs: 9 }, ...faults });
}

describe('a sync request', () => {
  it.each(rows)('$name', ({ answersAfter, faults, stopMain, answer, error }) => {
    runIpc((helpers) => {
      answerTwice(helpers, answersAfter);
      if (stopMain !== undefined) helpers.stopMain(stopMain);
      const { renderer } = impatient(helpers, faults);
      helpers.expectCall(() => renderer.ipcRenderer.sendSync('double', 2)).toBe(answer, { a: 4 }, error);
    });
  });

  it('is cancelled at main when its renderer gives it up', () => {
    runIpc((helpers) => {
      answerTwice(helpers, undefined);
      const { renderer, up } = impatient(helpers);
      helpers
        .expectMessages(up)
        .toBe('s--------c', { s: { kind: 'sync', timeoutMs: 9 }, c: { kind: 'cancel' } });
      helpers.expectCall(() => renderer.ipcRenderer.sendSync('double', 2)).toBe('---------#', {}, late);
      helpers.expectState(pendingOf).toBe('n-p--------n', { n: 0, p: 1 });
    });
  });

  it.each([
    ['no listener', () => undefined, 'ERR_CULVERT_SYNC_NO_LISTENER'],
    [
      'a listener that throws',
      ({ main }: IpcHelpers) =>
        void main.ipcMain.on('double', () => {
          throw new RangeError('not this one');
        }),
      'ERR_CULVERT_SYNC_LISTENER_THREW',
    ],
  ])('fails after one round trip with %s', (name, listen, code) => {
    const test = () =>
      runIpc((helpers) => {
        listen(helpers);
        const { renderer } = impatient(helpers);
        helpers.expectCall(() => renderer.ipcRenderer.sendSync('double', 2)).toBe('----#', {}, code);
      });
    if (name === 'no listener') test();
    // The error of the listener is uncaught at main as well.
    else expect(test).toThrow('not this one');
  });

  it('of a contract has the same limit, and its handler may not be late', () => {
    runIpc((helpers) => {
      expose(helpers.main, contract, { half: ([n]) => n / 2 });
      const { renderer } = impatient(helpers, { jitter: { down: [0, 6] } });
      const api = wrap(renderer, contract);
      helpers.expectCall(() => api.half(4)).toBe('----(a|)', { a: 2 });
      helpers.expectCall(() => api.half(4), '-----^').toBe('- 13ms #', {}, late);
    });
  });

  it('holds what its renderer sends next, and what arrives meanwhile, until its end', () => {
    runIpc((helpers) => {
      const { main, cold, expectCall, expectObservable } = helpers;
      answerTwice(helpers, undefined);
      const { renderer } = impatient(helpers);
      expectCall(() => renderer.ipcRenderer.sendSync('double', 2)).toBe('---------#', {}, late);
      cold('                                        -a--b').subscribe(main.channel<string>('x'));
      expectObservable(renderer.channel('x')).toBe('---------(ab)');
      cold('                                        -c').subscribe(renderer.channel<string>('y'));
      expectObservable(main.channel('y')).toBe('    -----------c');
    });
  });

  it('does not hold another renderer', () => {
    runIpc((helpers) => {
      const { main, renderer, expectCall } = helpers;
      answerTwice(helpers, undefined);
      main.ipcMain.handle('double', (_event, n: number) => 2 * n);
      const { renderer: waits } = impatient(helpers);
      expectCall(() => waits.ipcRenderer.sendSync('double', 2)).toBe('---------#', {}, late);
      expectCall(() => renderer.ipcRenderer.invoke('double', 2), '---^').toBe('---(a|)', { a: 4 });
    });
  });

  it('gets an error for its answer after the timeout that its renderer has given', () => {
    runIpc(({ main, cold, expectObservable }) => {
      const frames$ = new Subject<Frame>();
      main.connect({ encoding: 'text', frames$, send: () => undefined, close: () => undefined });
      main.ipcMain.on('x', () => undefined);
      const messages: Record<string, RendererMessage> = {
        h: { kind: 'hello', version: 1, codec: 'electronJson' },
        s: { kind: 'sync', channel: 'x', seq: 1, timeoutMs: 1000 },
      };
      cold('                            -h-s', messages)
        .pipe(map((message) => packFrame([{ message, body: EMPTY_BODY }], 'text')))
        .subscribe(frames$);
      const codes$ = main.inspect$.pipe(
        mergeMap((item) => (item.kind === 'event' ? from(item.effects) : [])),
        map((effect) =>
          effect.type === 'reply' && 'code' in effect.result ? effect.result.code : undefined,
        ),
        filter((code) => code !== undefined),
      );
      expectObservable(codes$).toBe('   --- 1s t', { t: late });
    });
  });
});
