import { call, defineContract, expose, wrap, type HandlerContext } from '@culvert/core';
import { EMPTY_BODY, packFrame, type Frame, type RendererMessage } from '@culvert/protocol';
import { Subject, filter, firstValueFrom, from, map, mergeMap } from 'rxjs';
import type { IpcHelpers } from '../virtual/ipc-helpers.js';
import { runIpc } from '../virtual/run-ipc.js';
import { openCalls$ } from '../../../testing/open-calls.js';

/** The error of a promise, so that none stays unhandled while the marbles are compared. */
function errorOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => error,
  );
}

describe('a sync request', () => {
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
      expectObservable(codes$).toBe('   --- 1s t', { t: 'ERR_CULVERT_SYNC_TIMEOUT' });
    });
  });
});

describe('callTimeoutMs', () => {
  it('rejects an invoke and cancels it at main, which drops the late answer', async () => {
    const reasons: unknown[] = [];
    const { slow, fast, dropped } = runIpc(({ main, link, cold, expectObservable }) => {
      link();
      const { renderer } = link({ latency: '3ms', renderer: { callTimeoutMs: 5000 } });
      main.ipcMain.handle('slow', () => firstValueFrom(cold('9s a')));
      main.ipcMain.handle('fast', () => 1);
      expectObservable(openCalls$(main)).toBe('0--(121) 4995ms 0');
      const drops$ = main.inspect$.pipe(filter((item) => item.kind === 'drop'));
      drops$.subscribe(({ reason }) => reasons.push(reason));
      return {
        slow: errorOf(renderer.ipcRenderer.invoke('slow')),
        fast: renderer.ipcRenderer.invoke('fast'),
        dropped: firstValueFrom(drops$),
      };
    });
    expect(await fast).toBe(1);
    expect(await slow).toMatchObject({
      code: 'ERR_CULVERT_TIMEOUT',
      message: "Error invoking remote method 'slow': Error: No answer after 5000 ms.",
    });
    await dropped;
    expect(reasons).toEqual(['not-pending']);
  });
});

const contract = defineContract({ double: call<number, number>() });
type Double = (n: number, context: HandlerContext) => Promise<number>;

/** Each limit of a call: how the test sets it, and the error of the caller. */
const limits: readonly [string, (helpers: IpcHelpers, double: Double) => Promise<unknown>, object][] = [
  [
    'its timeout',
    ({ main, renderer }, double) => {
      expose(main, contract, { double });
      return wrap(renderer, contract).double(1, { timeout: 5 });
    },
    { code: 'ERR_CULVERT_TIMEOUT', message: "'double': not done after 5 ms." },
  ],
  [
    'callTimeoutMs of its renderer',
    ({ main, link }, double) => {
      expose(main, contract, { double });
      const { renderer } = link({ latency: '2ms', renderer: { callTimeoutMs: 5 } });
      return wrap(renderer, contract).double(1);
    },
    { code: 'ERR_CULVERT_TIMEOUT' },
  ],
  [
    'callTimeoutMs of main',
    ({ main, renderer }, double) => {
      expose(renderer, contract, { double });
      return wrap(main.webContents.fromId(renderer.id)!, contract).double(1);
    },
    { code: 'ERR_CULVERT_TIMEOUT' },
  ],
  [
    'its signal',
    ({ main, renderer, cold }, double) => {
      const leave = new AbortController();
      cold('-----a').subscribe(() => leave.abort());
      expose(main, contract, { double });
      return wrap(renderer, contract).double(1, { signal: leave.signal });
    },
    { name: 'AbortError' },
  ],
];

describe('a call of a contract', () => {
  it.each(limits)('is ended by %s, and aborts the signal of its handler', async (_name, start, reason) => {
    const { error, main } = runIpc(
      (helpers) => {
        helpers.link({ latency: '2ms' });
        const handler$ = new Subject<string>();
        helpers.expectObservable(handler$).toBe('     --s----a');
        const error = start(helpers, (_n, { signal }) => {
          handler$.next('s');
          signal.addEventListener('abort', () => handler$.next('a'));
          return new Promise(() => undefined);
        });
        return { error: errorOf(error), main: helpers.main };
      },
      { callTimeoutMs: 5 },
    );
    expect(await error).toMatchObject(reason);
    expect(await firstValueFrom(openCalls$(main))).toBe('0');
  });
});
