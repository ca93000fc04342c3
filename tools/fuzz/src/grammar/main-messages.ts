import fc from 'fast-check';
import { body, items } from './bodies.js';
import type { WrittenPacket } from './renderer-messages.js';
import { amount, channel, headers, id, odd, oddSeq } from './values.js';

const input = fc.constantFrom<unknown>(true, true, true, false, null, 1);
const sender = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record(
      {
        id,
        kind: fc.constantFrom<unknown>('window', 'main', 'process', 'x', 1),
        origin: fc.constant('https://a.example'),
      },
      { requiredKeys: ['id', 'kind'] },
    ),
  },
  { weight: 1, arbitrary: odd },
);
const demand = {
  items: amount,
  bytes: amount,
  overflow: fc.constantFrom<unknown>('buffer', 'latest', 'drop', 'error', 'x', null),
  bufferSize: amount,
};

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

/**
 * Messages of a main, by kind. A main that lies is broken or replaced. Its renderers must survive
 * it.
 */
export const mainMessages: Readonly<Record<string, fc.Arbitrary<WrittenPacket>>> = {
  welcome: message('welcome', { id, epoch: amount }),
  deliver: message('deliver', { channel, senderId: id }),
  deliverToHost: message('deliverToHost', { channel, guestId: id }),
  deliverPort: message('deliverPort', { channel, senderId: id }),
  serveCall: message('serveCall', { channel, seq: oddSeq, sender }, { headers }),
  serveStream: message('serveStream', { channel, seq: oddSeq, sender, ...demand }, { headers, input }),
  demand: message('demand', { seq: oddSeq, items: amount, bytes: amount }, { input }),
  cancel: message('cancel', { seq: oddSeq }, { input }),
  items: fc.record({ seq: oddSeq, items, isInput: fc.option(input, { nil: undefined }) }).map((made) => ({
    message: {
      kind: 'items',
      seq: made.seq,
      sizes: made.items.sizes,
      ...(made.isInput !== undefined && { input: made.isInput }),
    },
    body: made.items.body,
  })),
  reply: message('reply', { seq: oddSeq, ok: fc.oneof(fc.boolean(), odd) }, { input }),
  guestOpened: message('guestOpened', { guest: id, id }),
  guestFrame: message('guestFrame', { link: id }),
  guestClosed: message('guestClosed', { link: id }),
};

/** `refuse` ends the renderer, so only a few sequences include it. */
export const refuse = message('refuse', {
  code: fc.constantFrom<unknown>('ERR_CULVERT_VERSION_MISMATCH', 'x', 7, null),
  reason: fc.constantFrom<unknown>('because', '', 7, null, {}),
});

export const mainPacket: fc.Arbitrary<WrittenPacket> = fc.oneof(
  ...Object.values(mainMessages).map((arbitrary) => ({ weight: 10, arbitrary })),
  { weight: 1, arbitrary: refuse },
);
