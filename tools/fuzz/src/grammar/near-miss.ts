import fc from 'fast-check';
import type { WrittenPacket } from './renderer-messages.js';
import { odd } from './values.js';

/** A change that makes a message nearly well-formed. */
type Mutation =
  | { readonly type: 'drop'; readonly at: number }
  | { readonly type: 'wrong'; readonly at: number; readonly value: unknown }
  | { readonly type: 'surplus'; readonly key: string; readonly value: unknown }
  | { readonly type: 'kind'; readonly value: unknown };

const at = fc.nat(9);

const surplusKeys = [
  'to',
  'sender',
  'senderId',
  'id',
  'epoch',
  'input',
  'headers',
  'seq',
  'channel',
  'sizes',
  'window',
  'timeoutMs',
  'ok',
  'host',
  'origin',
  'identity',
  'denied',
  'body',
  '__proto__',
  'constructor',
  'toString',
  'then',
  'x',
];

const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ type: fc.constant('drop' as const), at }) },
  { weight: 4, arbitrary: fc.record({ type: fc.constant('wrong' as const), at, value: odd }) },
  {
    weight: 6,
    arbitrary: fc.record({
      type: fc.constant('surplus' as const),
      key: fc.constantFrom(...surplusKeys),
      value: fc.oneof(fc.integer({ min: 0, max: 5 }), odd),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant('kind' as const),
      value: fc.oneof(
        fc.constantFrom<unknown>('welcome', 'deliver', 'refuse', 'serveCall', 'guestOpened', 'constructor', [
          'send',
        ]),
        odd,
      ),
    }),
  },
);

function mutate({ message, body }: WrittenPacket, change: Mutation): WrittenPacket {
  const mutated: Record<string, unknown> = { ...message };
  const keys = Object.keys(message);
  switch (change.type) {
    case 'drop':
      delete mutated[keys[change.at % keys.length]!];
      break;
    case 'wrong':
      mutated[keys[change.at % keys.length]!] = change.value;
      break;
    case 'surplus':
      // Defines an own key, even for the name `__proto__`, because JSON.parse does so at the other
      // end.
      Object.defineProperty(mutated, change.key, {
        value: change.value,
        enumerable: true,
        configurable: true,
        writable: true,
      });
      break;
    case 'kind':
      mutated['kind'] = change.value;
      break;
  }
  return { message: mutated, body };
}

export function nearMiss(packet: fc.Arbitrary<WrittenPacket>): fc.Arbitrary<WrittenPacket> {
  return fc.tuple(packet, mutation).map(([written, change]) => mutate(written, change));
}
