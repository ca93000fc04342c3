import { unpackFrame, type Frame, type MainMessage } from '@culvert/protocol';
import { inVirtualTime, dropsOf } from '../../../testing/in-process.js';
import { hello } from '../../../testing/by-hand.js';

const LIMIT = 10_000;

/**
 * A renderer that the spec writes by hand. It can send a sync request without waiting for the answer to the one
 * before.
 */
function setUp() {
  const { main, peer } = inVirtualTime({ limits: { queuedBytes: LIMIT } });
  const drops = dropsOf(main, ({ reason, message }) => `${reason} ${message}`);
  const answers: string[] = [];
  const members = {
    queuedBytes: 0,
    replySync(frame: Frame) {
      for (const { message, body } of unpackFrame<MainMessage>(frame, 'text'))
        answers.push(`${(message as { ok: boolean }).ok} ${body.text}`);
    },
  };
  const { webContents, transport, send } = peer({}, members);
  let seq = 0;
  const ask = () => send({ kind: 'sync', channel: 'x', seq: ++seq, timeoutMs: 1000 });
  main.ipcMain.on('x', (event) => (event.returnValue = 'y'.repeat(496)));
  send(hello);
  return { webContents, transport, answers, drops, close: transport.close, ask };
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
