import { inspect } from 'node:util';
import { isRendererMessage } from './check-message.js';
import { DEFAULT_LIMITS } from './limits.js';
import type { MainMessage, RendererMessage } from './message.js';

const limits = { ...DEFAULT_LIMITS, channelLength: 4 };

const good: readonly RendererMessage[] = [
  { kind: 'hello', version: 1, codec: 'json' },
  { kind: 'send', channel: 'c' },
  { kind: 'sync', channel: 'c', seq: 1, timeoutMs: 30_000 },
  { kind: 'call', channel: 'c', seq: 1 },
  { kind: 'cancel', seq: 1 },
  { kind: 'sendTo', channel: 'c', to: 2 },
  { kind: 'sendToHost', channel: 'c' },
  { kind: 'port', channel: 'c', to: 2, seq: 1 },
  { kind: 'openGuest', guest: 1, link: 1, origin: 'null' },
  { kind: 'guestFrame', link: 1 },
  { kind: 'guestEnded', link: 1 },
  { kind: 'closeGuest', guest: 1 },
  { kind: 'guestIgnored', link: 1, count: 1 },
];

const ofMain: readonly MainMessage[] = [
  { kind: 'welcome', id: 1, epoch: 1 },
  { kind: 'refuse', code: 'ERR_CULVERT_DENIED', reason: '' },
  { kind: 'deliver', channel: 'c', senderId: 1 },
  { kind: 'deliverToHost', channel: 'c', guestId: 1 },
  { kind: 'reply', seq: 1, ok: true },
  { kind: 'guestOpened', guest: 1, id: 2 },
  { kind: 'guestClosed', link: 1 },
];

/** What each field must not be; `undefined` stands for its absence, too. */
const bad = {
  version: [undefined, null, '1', 1.5, NaN, Infinity, 2 ** 53, [], {}],
  codec: [undefined, null, 1, [], {}, 'longer'],
  channel: [undefined, null, 1, ['c'], {}, 'longer'],
  seq: [undefined, null, '1', 1.5, NaN, -Infinity, 2 ** 53, [1], {}],
  to: [undefined, null, '2', 1.5, NaN, Infinity, -(2 ** 53), [2], {}, '__proto__'],
  guest: [undefined, null, '1', 1.5, NaN, Infinity, [1]],
  link: [undefined, null, '1', 1.5, NaN, Infinity, [1]],
  origin: [undefined, null, 1, {}, 'longer'],
  count: [undefined, null, '1', 0, -1, 1.5, Infinity],
  timeoutMs: [undefined, null, '1', -1, NaN, -Infinity, [1], {}],
} as const;

/** At the edge of what each field may be. */
const edge = {
  version: [0, -1, 2 ** 53 - 1],
  codec: ['', '__proto__'.slice(0, 4), 'four'],
  channel: ['', 'four', '\u0000', '\ud800', '💧💧'],
  seq: [0, -0, -1, 2 ** 53 - 1, -(2 ** 53 - 1)],
  to: [0, -0, -1, 2 ** 53 - 1],
  guest: [0, -1, 2 ** 53 - 1],
  link: [0, -1, 2 ** 53 - 1],
  origin: ['', 'null'],
  count: [1, 2 ** 53 - 1],
  timeoutMs: [0, 0.5, 1e300, Infinity],
} as const;

type Field = keyof typeof bad;

function withEach(values: Readonly<Record<Field, readonly unknown[]>>): [string, object][] {
  return good.flatMap((message) =>
    (Object.keys(message) as (Field | 'kind')[])
      .filter((field) => field !== 'kind')
      .flatMap((field) =>
        values[field].map((value): [string, object] => [
          `${message.kind} with ${field} ${inspect(value)}`,
          { ...message, [field]: value },
        ]),
      ),
  );
}

describe('isRendererMessage', () => {
  it.each(good)('accepts $kind', (message) => {
    expect(isRendererMessage(message, limits)).toBe(true);
  });

  it.each(withEach(edge))('accepts %s', (_, message) => {
    expect(isRendererMessage(message, limits)).toBe(true);
  });

  it.each(withEach(bad))('refuses %s', (_, message) => {
    expect(isRendererMessage(message, limits)).toBe(false);
  });

  it.each(
    good.flatMap((message) =>
      Object.keys(message).map((field): [string, string, object] => {
        const { [field]: _, ...rest } = message as unknown as Record<string, unknown>;
        return [message.kind, field, rest];
      }),
    ),
  )('refuses %s without %s', (_, __, message) => {
    expect(isRendererMessage(message, limits)).toBe(false);
  });

  it.each(ofMain)('refuses $kind, which only main sends', (message) => {
    expect(isRendererMessage(message, limits)).toBe(false);
  });

  it.each([
    [{}],
    [[]],
    [['send']],
    [{ kind: 'sends', channel: 'c' }],
    [{ kind: '__proto__', channel: 'c' }],
    [{ kind: 'constructor', channel: 'c' }],
    [{ kind: 'toString', channel: 'c' }],
    [{ kind: ['send'], channel: 'c' }],
    [{ kind: null, channel: 'c' }],
    [{ kind: 1, channel: 'c' }],
    [{ kind: 'Send', channel: 'c' }],
    [JSON.parse('{"__proto__":{"kind":"send","channel":"c"}}') as object],
  ])('refuses %j', (message) => {
    expect(isRendererMessage(message, limits)).toBe(false);
  });

  it('accepts further fields, which nothing reads', () => {
    expect(isRendererMessage({ kind: 'send', channel: 'c', senderId: 7 }, limits)).toBe(true);
  });

  it('counts the length of a channel as the limits say', () => {
    const message = { kind: 'send', channel: 'x'.repeat(1024) };
    expect(isRendererMessage(message, DEFAULT_LIMITS)).toBe(true);
    expect(isRendererMessage({ ...message, channel: `${message.channel}x` }, DEFAULT_LIMITS)).toBe(false);
  });
});
