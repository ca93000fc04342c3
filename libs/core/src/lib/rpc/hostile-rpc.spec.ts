import { EMPTY_BODY, packFrame, type Packet, type RendererMessage } from '@culvert/protocol';
import { firstValueFrom } from 'rxjs';
import { call, defineContract, electronJson, expose, stream, wrap } from '../../index.js';
import { inProcess, dropsOf } from '../../../testing/in-process.js';
import { hello } from '../../../testing/by-hand.js';
import { settled } from '../../../testing/turns.js';

/** A renderer that sends arbitrary frames. */
function setUp() {
  const { main, peer } = inProcess();
  const drops = dropsOf(main, ({ reason, message }) => `${message} ${reason}`);
  const { webContents, frames$, packets: got, send: say } = peer();
  say(hello);
  const send = async (...packets: Packet<RendererMessage>[]) => {
    frames$.next(packFrame(packets, 'text'));
    await settled();
  };
  return { main, webContents, got, send, drops };
}

const items = (
  seq: number,
  values: readonly unknown[],
  sizes?: readonly number[],
): Packet<RendererMessage> => {
  const bodies = values.map((value) => electronJson.encode([value]));
  const text = bodies.map((body) => body.text).join('');
  return {
    message: { kind: 'items', seq, sizes: sizes ?? bodies.map((body) => body.text.length) },
    body: { text, blobs: [] },
  };
};

const offered = defineContract({ numbers: stream<void, number>(), ask: call<void, number>() });

describe('a renderer that breaks the rules of a producer', () => {
  it.each<readonly [string, Packet<RendererMessage>[], string]>([
    ['more items than the demand', [items(1, [1, 2, 3])], 'ERR_CULVERT_OVERFLOW'],
    ['sizes that do not match its items', [items(1, [1], [2])], 'ERR_CULVERT_MALFORMED_FRAME'],
    ['sizes that are not numbers', [items(1, [1], ['x'] as never)], 'ERR_CULVERT_MALFORMED_FRAME'],
    [
      'items that the codec cannot decode',
      [{ message: { kind: 'items', seq: 1, sizes: [3] }, body: { text: '!!!', blobs: [] } }],
      'ERR_CULVERT_MALFORMED_FRAME',
    ],
    [
      'an end that the codec cannot decode',
      [{ message: { kind: 'reply', seq: 1, ok: false }, body: { text: '!!!', blobs: [] } }],
      'ERR_CULVERT_MALFORMED_FRAME',
    ],
  ])('fails that stream alone: %s', async (_what, packets, code) => {
    const { main, webContents, send, got } = setUp();
    await settled();
    const failed = new Promise((resolve) =>
      wrap(webContents, offered).numbers(undefined, { highWaterMark: 2 }).subscribe({ error: resolve }),
    );
    await settled();
    expect(got.at(-1)!.message).toMatchObject({
      kind: 'serveStream',
      seq: 1,
      items: 2,
      sender: { id: 0, kind: 'main' },
    });
    await send(...packets);
    expect(await failed).toMatchObject({ code });
    if (packets[0]!.message.kind === 'items') expect(got.at(-1)!.message).toEqual({ kind: 'cancel', seq: 1 });
    expect((await firstValueFrom(main.state$)).endpoints[webContents.id]).toMatchObject({
      pending: [],
      serving: [],
    });
  });

  it('reaches only its own calls and streams, and main drops each other message', async () => {
    const { main, webContents, send, drops } = setUp();
    await settled();
    expose(main, offered, { numbers: () => [1], ask: () => new Promise<number>(() => undefined) });
    const body = EMPTY_BODY;
    await send(
      items(7, [1]),
      { message: { kind: 'reply', seq: 7, ok: true }, body },
      { message: { kind: 'demand', seq: 7, items: 1, bytes: 1 }, body },
      { message: { kind: 'cancel', seq: 7 }, body },
      { message: { kind: 'call', channel: 'ask', seq: 7 }, body },
      { message: { kind: 'call', channel: 'ask', seq: 7 }, body },
      // The renderer has opened this call itself, so it does not serve it.
      { message: { kind: 'reply', seq: 7, ok: true }, body },
    );
    expect(drops).toEqual([
      'items not-pending',
      'reply not-pending',
      'demand not-pending',
      'cancel not-pending',
      'call duplicate',
      'reply not-pending',
    ]);
    expect((await firstValueFrom(main.state$)).endpoints[webContents.id]!.pending).toHaveLength(1);
  });
});
