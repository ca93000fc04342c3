import {
  EMPTY_BODY,
  packFrame,
  unpackFrame,
  type MainMessage,
  type Packet,
  type RendererMessage,
} from '@culvert/protocol';
import { firstValueFrom } from 'rxjs';
import {
  call,
  createMain,
  createMemoryLink,
  defineContract,
  electronJson,
  expose,
  stream,
  wrap,
} from '../../index.js';

/** A renderer that sends arbitrary frames. */
function setUp() {
  const [mainEnd, rendererEnd] = createMemoryLink();
  const main = createMain();
  const webContents = main.connect(mainEnd);
  const got: MainMessage[] = [];
  rendererEnd.frames$.subscribe((frame) => {
    for (const { message } of unpackFrame<MainMessage>(frame, rendererEnd.encoding)) got.push(message);
  });
  const send = async (...packets: Packet<RendererMessage>[]) => {
    rendererEnd.send(packFrame(packets, rendererEnd.encoding));
    await turn();
  };
  const drops: string[] = [];
  main.inspect$.subscribe((item) => item.kind === 'drop' && drops.push(`${item.message} ${item.reason}`));
  const hello = { kind: 'hello', version: 1, codec: electronJson.name } as const;
  return { main, webContents, got, send, drops, hello: () => send({ message: hello, body: EMPTY_BODY }) };
}

/** Waits for so many turns of the event loop, and for the errors that RxJS reports from a timer. */
const turn = async () => {
  for (let n = 0; n < 20; n++) await new Promise((resolve) => setImmediate(resolve));
  await new Promise((resolve) => setTimeout(resolve));
};
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
    const { main, webContents, send, hello, got } = setUp();
    await hello();
    const failed = new Promise((resolve) =>
      wrap(webContents, offered).numbers(undefined, { highWaterMark: 2 }).subscribe({ error: resolve }),
    );
    await turn();
    expect(got.at(-1)).toMatchObject({
      kind: 'serveStream',
      seq: 1,
      items: 2,
      sender: { id: 0, kind: 'main' },
    });
    await send(...packets);
    expect(await failed).toMatchObject({ code });
    if (packets[0]!.message.kind === 'items') expect(got.at(-1)).toEqual({ kind: 'cancel', seq: 1 });
    expect((await firstValueFrom(main.state$)).endpoints[webContents.id]).toMatchObject({
      pending: [],
      serving: [],
    });
  });

  it('reaches only its own calls and streams, and main drops each other message', async () => {
    const { main, webContents, send, hello, drops } = setUp();
    await hello();
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
