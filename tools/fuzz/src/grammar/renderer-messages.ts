import fc from 'fast-check';
import { body, items, type WrittenBody } from './bodies.js';
import { odd, amount, channel, headers, id, oddSeq, seq } from './values.js';

/** A message and its body. The frame grammar fills in `seed` of a guest's frame. */
export interface WrittenPacket {
  readonly message: Readonly<Record<string, unknown>>;
  readonly body: WrittenBody;
}

const input = fc.oneof(
  { weight: 10, arbitrary: fc.constant(true) },
  { weight: 1, arbitrary: fc.constantFrom<unknown>(false, null, 1, 'true', []) },
);

/** Each field in `optional` may be there or not. */
function message(
  kind: string,
  fields: Readonly<Record<string, fc.Arbitrary<unknown>>>,
  optional: Readonly<Record<string, fc.Arbitrary<unknown>>> = {},
): fc.Arbitrary<WrittenPacket> {
  const model = { kind: fc.constant(kind), ...fields, ...optional };
  const requiredKeys = ['kind', ...Object.keys(fields)] as (keyof typeof model)[];
  return fc.record({
    message: fc.record(model, { requiredKeys }),
    body,
  });
}

const overflow = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom('buffer', 'latest', 'drop', 'error') },
  { weight: 1, arbitrary: odd },
);
const demand = { items: amount, bytes: amount, overflow, bufferSize: amount };
const guest = fc.oneof(
  { weight: 12, arbitrary: fc.integer({ min: 1, max: 6 }) },
  { weight: 1, arbitrary: odd },
);
const origin = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('https://guest.example', 'https://honest.example', 'null', '') },
  { weight: 1, arbitrary: odd },
);

const itemsMessage: fc.Arbitrary<WrittenPacket> = fc
  .record({
    seq: oddSeq,
    items,
    isInput: fc.option(input, { nil: undefined }),
    window: fc.option(fc.oneof(fc.tuple(amount, amount), fc.tuple(amount), odd), { nil: undefined, freq: 3 }),
    // Sizes that lie.
    sizes: fc.option(
      fc.constantFrom<unknown>(
        [],
        [-1],
        [0.5],
        [1e9],
        [[2, 1]],
        [[2, -1]],
        [null],
        ['2'],
        'ab',
        {},
        [[[2]]],
        null,
      ),
      { nil: undefined, freq: 4 },
    ),
  })
  .map(({ seq: number, items: { sizes, body: joined }, isInput, window, sizes: lie }) => ({
    message: {
      kind: 'items',
      seq: number,
      sizes: lie === undefined ? sizes : lie,
      ...(isInput !== undefined && { input: isInput }),
      ...(window !== undefined && { window }),
    },
    body: joined,
  }));

/**
 * Messages by kind. Main accepts most of them. Now and then a field has a value that main refuses.
 */
export const rendererMessages: Readonly<Record<string, fc.Arbitrary<WrittenPacket>>> = {
  hello: message('hello', {
    version: fc.oneof({ weight: 6, arbitrary: fc.constant(1) }, { weight: 1, arbitrary: odd }),
    codec: fc.constantFrom<unknown>('electronJson', 'structured', 'x', '', 7),
  }),
  send: message('send', { channel }),
  sync: message('sync', {
    channel,
    seq: oddSeq,
    timeoutMs: fc.constantFrom<unknown>(0, 1, 50, 30_000, 1e15, null, -1, 'long'),
  }),
  call: message('call', { channel, seq: oddSeq }, { to: id, headers }),
  stream: message('stream', { channel, seq: oddSeq, ...demand }, { to: id, headers, input }),
  demand: message('demand', { seq: oddSeq, items: amount, bytes: amount }, { input }),
  cancel: message('cancel', { seq: oddSeq }, { input }),
  items: itemsMessage,
  reply: message('reply', { seq: oddSeq, ok: fc.oneof(fc.boolean(), fc.boolean(), odd) }, { input }),
  sendTo: message('sendTo', { channel, to: id }),
  sendToHost: message('sendToHost', { channel }),
  port: message('port', { channel, to: id, seq }),
  openGuest: message('openGuest', { guest, link: guest, origin }),
  guestFrame: message('guestFrame', { link: guest }),
  guestEnded: message('guestEnded', { link: guest }),
  closeGuest: message('closeGuest', { guest }),
  guestIgnored: message('guestIgnored', { link: guest, count: amount }),
};

/**
 * How often each kind is chosen. Messages of calls and streams are more frequent, messages that end
 * things less.
 */
const weights: Readonly<Record<string, number>> = {
  call: 4,
  stream: 5,
  reply: 5,
  items: 4,
  demand: 3,
  cancel: 2,
  openGuest: 2,
  guestFrame: 0,
  hello: 1,
};

export const rendererPacket: fc.Arbitrary<WrittenPacket> = fc.oneof(
  ...Object.entries(rendererMessages)
    .map(([kind, arbitrary]) => ({ weight: weights[kind] ?? 2, arbitrary }))
    .filter(({ weight }) => weight > 0),
);
