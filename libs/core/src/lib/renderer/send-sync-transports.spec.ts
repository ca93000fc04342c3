import { CulvertError, packFrame, type Frame } from '@culvert/protocol';
import type { VirtualTimeScheduler } from 'rxjs';
import { EMPTY, Subject, firstValueFrom } from 'rxjs';
import { createRenderer, type RendererOptions, type Transport } from '../../index.js';
import { inVirtualTime } from '../../../testing/in-process.js';

/**
 * A pair of hand-made transports with a `sendSync` that blocks. Meanwhile only main runs, which here is the
 * scheduler, up to the time limit.
 */
function blockingPair(scheduler: VirtualTimeScheduler, replies: 'replySync' | 'send' = 'replySync') {
  const toMain = new Subject<Frame>();
  const toRenderer = new Subject<Frame>();
  let blocked = false;
  let answer: Frame;
  const replySync = (frame: Frame) => void (answer = frame);
  const mainEnd: Transport = {
    encoding: 'text',
    frames$: toMain,
    send: (frame) => (blocked && replies === 'send' ? replySync(frame) : toRenderer.next(frame)),
    close: () => toRenderer.complete(),
    ...(replies === 'replySync' && { replySync }),
  };
  const rendererEnd: Transport = {
    encoding: 'text',
    frames$: toRenderer,
    send: (frame) => toMain.next(frame),
    close: () => toMain.complete(),
    sendSync(frame, timeoutMs) {
      const end = scheduler.now() + timeoutMs;
      answer = undefined;
      blocked = true;
      toMain.next(frame);
      while (answer === undefined && scheduler.actions.length > 0 && scheduler.actions[0]!.delay <= end) {
        scheduler.maxFrames = scheduler.actions[0]!.delay;
        scheduler.flush();
      }
      blocked = false;
      scheduler.maxFrames = Infinity;
      if (answer === undefined) throw new CulvertError('ERR_CULVERT_SYNC_TIMEOUT', 'no answer in time.');
      return answer;
    },
  };
  return [mainEnd, rendererEnd] as const;
}

function setUp(options: RendererOptions = {}, replies?: 'send') {
  const { main, open, scheduler, turn } = inVirtualTime();
  const { webContents, ipcRenderer } = open({}, options, blockingPair(scheduler, replies));
  turn();
  const pending = async () =>
    Object.keys((await firstValueFrom(main.state$)).endpoints[webContents.id]!.pending);
  return { main, ipcMain: main.ipcMain, ipcRenderer, scheduler, pending };
}

describe('sendSync over a transport that blocks', () => {
  it.each([undefined, 'send'] as const)(
    'waits for a value that is set later (answers by %s)',
    async (replies) => {
      const { ipcMain, ipcRenderer, scheduler, pending } = setUp({}, replies);
      ipcMain.on('x', (event) => {
        scheduler.schedule(() => (event.returnValue = scheduler.now()), 25_000);
        scheduler.schedule(() => (event.returnValue = 'too late'), 26_000);
      });
      expect(ipcRenderer.sendSync('x')).toBe(25_000);
      expect(await pending()).toEqual([]);
      scheduler.flush();
      expect(scheduler.now()).toBe(26_000);
    },
  );

  it('ends after 30 s, or after syncTimeoutMs, with the answer of main', async () => {
    for (const [options, ms] of [
      [{}, 30_000],
      [{ syncTimeoutMs: 500 }, 500],
    ] as const) {
      const { ipcMain, ipcRenderer, scheduler, pending } = setUp(options);
      ipcMain.on('x', () => undefined);
      expect(() => void ipcRenderer.sendSync('x')).toThrow(
        expect.objectContaining({
          code: 'ERR_CULVERT_SYNC_TIMEOUT',
          message: expect.stringMatching(new RegExp(`'x'.*${ms} ms`)),
        }),
      );
      expect(scheduler.now()).toBe(ms);
      expect(await pending()).toEqual([]);
    }
  });

  it.each([Infinity, Number.MAX_SAFE_INTEGER, 2 ** 31])('may be given %p ms', (syncTimeoutMs) => {
    const { ipcMain, ipcRenderer, scheduler } = setUp({ syncTimeoutMs });
    ipcMain.on('x', (event) => {
      scheduler.schedule(() => (event.returnValue = 'answer'), 60_000);
    });
    expect(ipcRenderer.sendSync('x')).toBe('answer');
  });

  it('leaves no timer behind once it is answered', () => {
    const { ipcMain, ipcRenderer, scheduler } = setUp();
    ipcMain.on('x', (event) => {
      scheduler.schedule(() => (event.returnValue = 1), 1000);
    });
    ipcRenderer.sendSync('x');
    scheduler.flush();
    expect(scheduler.now()).toBe(1000);
  });

  it('cancels its request if the transport times out first', async () => {
    const { main, open, scheduler, turn } = inVirtualTime();
    const [mainEnd, rendererEnd] = blockingPair(scheduler);
    const impatient: Transport = { ...rendererEnd, sendSync: (frame) => rendererEnd.sendSync!(frame, 10) };
    const { ipcRenderer } = open({}, {}, [mainEnd, impatient]);
    turn();
    main.ipcMain.on('x', () => undefined);
    expect(() => void ipcRenderer.sendSync('x')).toThrow("sendSync 'x': no answer in time.");
    turn();
    expect((await firstValueFrom(main.state$)).endpoints[1]!.pending).toEqual([]);
    expect(scheduler.now()).toBeLessThan(30_000);
  });
});

describe('sendSync over a hand-made transport', () => {
  const deaf: Transport = {
    encoding: 'text',
    frames$: new Subject(),
    send: () => undefined,
    close: () => undefined,
  };

  it('names an alternative if the transport cannot block', () => {
    const { ipcRenderer } = createRenderer(deaf);
    expect(() => void ipcRenderer.sendSync('x')).toThrow(
      expect.objectContaining({
        code: 'ERR_CULVERT_SYNC_UNSUPPORTED',
        message: expect.stringMatching(/'x'.*invoke/),
      }),
    );
  });

  it.each([
    ['garbage', 'garbage'],
    ['an invalid frame', undefined],
    [
      'no reply',
      packFrame(
        [{ message: { kind: 'deliver', channel: 'x', senderId: 0 }, body: { text: '[]', blobs: [] } }],
        'text',
      ),
    ],
    [
      'another reply',
      packFrame(
        [{ message: { kind: 'reply', seq: 99, ok: true }, body: { text: '[1]', blobs: [] } }],
        'text',
      ),
    ],
    [
      'a reply that cannot be decoded',
      packFrame([{ message: { kind: 'reply', seq: 1, ok: true }, body: { text: '{', blobs: [] } }], 'text'),
    ],
  ])('names the channel when main answers with %s', (_name, answer) => {
    const { ipcRenderer } = createRenderer({ ...deaf, sendSync: () => answer });
    expect(() => void ipcRenderer.sendSync('x')).toThrow(
      expect.objectContaining({
        code: 'ERR_CULVERT_MALFORMED_FRAME',
        message: expect.stringContaining("'x'"),
      }),
    );
  });

  it('keeps the code of an error that the transport throws, and rethrows foreign errors', () => {
    const broken = new RangeError('broken');
    const { ipcRenderer } = createRenderer({
      ...deaf,
      sendSync: () => {
        throw broken;
      },
    });
    expect(() => void ipcRenderer.sendSync('x')).toThrow(broken);
  });

  it('fails on a connection that has ended before', () => {
    const { ipcRenderer } = createRenderer({ ...deaf, frames$: EMPTY, sendSync: () => 'never asked' });
    expect(() => void ipcRenderer.sendSync('x')).toThrow(
      expect.objectContaining({ code: 'ERR_CULVERT_DISCONNECTED' }),
    );
  });
});
