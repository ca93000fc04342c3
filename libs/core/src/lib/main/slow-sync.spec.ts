import {
  packFrame,
  unpackFrame,
  type Frame,
  type MainMessage,
  type RendererMessage,
} from '@culvert/protocol';
import { Subject, VirtualTimeScheduler } from 'rxjs';
import { createMain, type Transport } from '../../index.js';

const LIMIT = 10_000;
const hello: RendererMessage = { kind: 'hello', version: 1, codec: 'electronJson' };

/**
 * A renderer that the spec writes by hand. It can send a sync request without waiting for the answer to the one
 * before.
 */
function setUp() {
  const scheduler = new VirtualTimeScheduler();
  const main = createMain({ scheduler, limits: { queuedBytes: LIMIT } });
  const drops: string[] = [];
  main.inspect$.subscribe((item) => item.kind === 'drop' && drops.push(`${item.reason} ${item.message}`));
  const frames$ = new Subject<Frame>();
  const answers: string[] = [];
  const close = jest.fn();
  const transport = {
    encoding: 'text',
    frames$,
    queuedBytes: 0,
    send: () => undefined,
    replySync(frame: Frame) {
      for (const { message, body } of unpackFrame<MainMessage>(frame, 'text'))
        answers.push(`${(message as { ok: boolean }).ok} ${body.text}`);
    },
    close,
  } satisfies Transport;
  const webContents = main.connect(transport);
  const say = (message: RendererMessage) =>
    frames$.next(packFrame([{ message, body: { text: '[]', blobs: [] } }], 'text'));
  let seq = 0;
  const ask = () => say({ kind: 'sync', channel: 'x', seq: ++seq, timeoutMs: 1000 });
  main.ipcMain.on('x', (event) => (event.returnValue = 'y'.repeat(496)));
  say(hello);
  return { webContents, transport, answers, drops, close, ask };
}

describe('the answer to a sync request of a renderer that does not read', () => {
  it('is complete at the limit, and a short error above it', () => {
    const { transport, answers, drops, ask } = setUp();
    // The body has 1,000 bytes.
    transport.queuedBytes = LIMIT - 1000;
    ask();
    transport.queuedBytes = LIMIT - 999;
    ask();
    expect(answers.map((answer) => answer.slice(0, 9))).toEqual(['true ["yy', 'false [{"']);
    expect(answers[1]).toContain('ERR_CULVERT_OVERFLOW');
    expect(drops).toEqual(['queue-full reply']);
  });

  it('closes the connection if even the error has no room: at twice the limit', () => {
    const { webContents, transport, answers, drops, close, ask } = setUp();
    transport.queuedBytes = LIMIT * 2 - 1000;
    ask();
    expect([answers.length, close.mock.calls.length]).toEqual([1, 0]);
    transport.queuedBytes = LIMIT * 2;
    ask();
    expect([answers.length, close.mock.calls.length]).toEqual([1, 1]);
    expect(webContents.isDestroyed()).toBe(true);
    expect(drops.at(-1)).toBe('slow-consumer connection');
  });
});
