import { inspect } from 'node:util';
import { excessOf, isRendererMessage, messageFault } from './check-message.js';
import { headersToSend } from './headers.js';
import { isMainMessage } from './check-main-message.js';
import { DEFAULT_LIMITS, MAX_ITEMS } from './limits.js';
import type { Headers, MainMessage, RendererMessage } from './message.js';

const limits = { ...DEFAULT_LIMITS, channelLength: 4 };

const good: readonly RendererMessage[] = [
  { kind: 'hello', version: 1, codec: 'json' },
  { kind: 'send', channel: 'c' },
  { kind: 'sync', channel: 'c', seq: 1, timeoutMs: 30_000 },
  { kind: 'call', channel: 'c', seq: 1 },
  { kind: 'stream', channel: 'c', seq: 1, items: 64, bytes: 1024, overflow: 'latest', bufferSize: 0 },
  { kind: 'demand', seq: 1, items: 1, bytes: 20 },
  { kind: 'items', seq: 1, sizes: [3, [4, 1]] },
  { kind: 'reply', seq: 1, ok: true },
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
  { kind: 'guestOpened', guest: 1, id: 2 },
  { kind: 'guestClosed', link: 1 },
  { kind: 'serveCall', channel: 'c', seq: 1, sender: { id: 1, kind: 'window' } },
];

/** Values that each field must not have; `undefined` also stands for an absent field. */
const bad = {
  version: [undefined, null, '1', 1.5, NaN, Infinity, 2 ** 53, [], {}],
  codec: [undefined, null, 1, [], {}, 'x'.repeat(1025)],
  channel: [undefined, null, 1, ['c'], {}, 'longer'],
  seq: [undefined, null, '1', 1.5, NaN, -Infinity, 2 ** 53, [1], {}],
  to: [undefined, null, '2', 1.5, NaN, Infinity, -(2 ** 53), [2], {}, '__proto__'],
  guest: [undefined, null, '1', 1.5, NaN, Infinity, [1]],
  link: [undefined, null, '1', 1.5, NaN, Infinity, [1]],
  origin: [undefined, null, 1, {}, 'x'.repeat(1025)],
  count: [undefined, null, '1', 0, -1, 1.5, Infinity],
  timeoutMs: [undefined, null, '1', -1, NaN, -Infinity, [1], {}],
  items: [undefined, null, '1', -1, 1.5, NaN, Infinity, [1], {}],
  bytes: [undefined, null, '1', -1, 1.5, NaN, Infinity, [1], {}],
  bufferSize: [undefined, null, '1', -1, 1.5, NaN, Infinity, [1], {}],
  overflow: [undefined, null, 1, '', 'all', ['drop'], {}],
  sizes: [undefined, null, 1, '[]', {}, Array<number>(MAX_ITEMS + 1).fill(0)],
  ok: [undefined, null, 0, 'true', {}],
} as const;

/** Values at the edge of the allowed range of each field. */
const edge = {
  version: [0, -1, 2 ** 53 - 1],
  codec: ['', '__proto__', 'longer', 'x'.repeat(1024)],
  channel: ['', 'four', '\u0000', '\ud800', '💧💧'],
  seq: [0, -0, -1, 2 ** 53 - 1, -(2 ** 53 - 1)],
  to: [0, -0, -1, 2 ** 53 - 1],
  guest: [0, -1, 2 ** 53 - 1],
  link: [0, -1, 2 ** 53 - 1],
  origin: ['', 'null', 'longer', 'x'.repeat(1024)],
  count: [1, 2 ** 53 - 1],
  timeoutMs: [0, 0.5, 1e300, Infinity],
  items: [0, 2 ** 53 - 1],
  bytes: [0, 2 ** 53 - 1],
  bufferSize: [0, 2 ** 53 - 1],
  overflow: ['buffer', 'latest', 'drop', 'error'],
  sizes: [[], [0], [[0, 0]], Array<number>(MAX_ITEMS).fill(0)],
  ok: [true, false],
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

/** True for a field that messages of this kind may have, although not all of the samples have it. */
function mayBeIn(kind: string, field: string): boolean {
  if (['call', 'stream'].includes(kind))
    return ['to', 'headers'].includes(field) || (kind === 'stream' && field === 'input');
  if (kind === 'items' && field === 'window') return true;
  return field === 'input' && ['demand', 'items', 'reply', 'cancel'].includes(kind);
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

  const call = { kind: 'call', channel: 'c', seq: 1 };
  const demand = { kind: 'demand', seq: 1, items: 1, bytes: 1 };

  it.each([
    { ...call, to: 2 },
    { ...call, headers: {} },
    { ...call, headers: { traceparent: '00-x', __proto__: null } },
    { ...call, to: undefined, headers: undefined },
    { ...demand, input: true },
    { kind: 'items', seq: 1, sizes: [], window: [1, 2] },
  ])('accepts optional fields: %j', (message) => {
    expect(isRendererMessage(message, limits)).toBe(true);
  });

  it.each([
    { ...call, to: '2' },
    { ...call, to: null },
    { ...call, headers: null },
    { ...call, headers: [] },
    { ...call, headers: 'a' },
    { ...call, headers: { a: 1 } },
    { ...call, headers: { a: null } },
    { ...call, headers: { a: 'x'.repeat(DEFAULT_LIMITS.headersLength) } },
    { ...call, headers: Object.assign([], { a: 'b' }) },
    { ...call, headers: Object.create({ a: 'b' }) as object },
    { ...call, headers: { a: undefined } },
    { ...call, headers: JSON.parse('{"__proto__":{"a":"b"}}') as object },
    { ...demand, input: false },
    { ...demand, window: [1, 2] },
    { kind: 'items', seq: 1, sizes: [], window: [0, 2] },
    { kind: 'items', seq: 1, sizes: [], window: [1] },
    { ...demand, input: 1 },
  ])('refuses an optional field with a wrong value', (message) => {
    expect(isRendererMessage(message, limits)).toBe(false);
  });

  /** Every field of every kind, with a value that some kind allows. */
  const anyFields: Readonly<Record<string, unknown>> = Object.assign(
    { headers: {}, input: true, window: [1, 1] },
    ...good,
  );

  it.each(good)('refuses $kind with a field of another kind', (message) => {
    for (const [field, value] of Object.entries(anyFields)) {
      if (field in message || mayBeIn(message.kind, field)) continue;
      expect([field, messageFault({ ...message, [field]: value }, limits)]).toEqual([field, 'malformed']);
    }
  });

  it.each(good)('refuses $kind with a field that no kind has', (message) => {
    for (const field of ['senderId', 'from', 'toString', 'constructor', 'hasOwnProperty', '', '0']) {
      expect(isRendererMessage({ ...message, [field]: undefined }, limits)).toBe(false);
      expect(isRendererMessage({ ...message, [field]: 1 }, limits)).toBe(false);
    }
    const text = JSON.stringify(message).replace('{', '{"__proto__":{"to":2},');
    expect(isRendererMessage(JSON.parse(text) as object, limits)).toBe(false);
  });

  it.each(good)('refuses $kind with a prototype, or a field that it only inherits', (message) => {
    const { kind, ...rest } = message;
    const made = [
      Object.create(message) as object,
      Object.assign(Object.create({ kind }) as object, rest),
      Object.assign(Object.create({ to: 2 }) as object, message),
      Object.assign(Object.create(Object.assign(Object.create(null) as object, rest)) as object, { kind }),
      Object.assign([], message),
      Object.assign(() => undefined, message),
    ];
    for (const one of made) expect(isRendererMessage(one, limits)).toBe(false);
    expect(isRendererMessage(Object.assign(Object.create(null) as object, message), limits)).toBe(true);
  });

  it.each([
    [{ ...call, channel: 'longer' }, 'ERR_CULVERT_CHANNEL_TOO_LONG'],
    [{ kind: 'send', channel: 'longer' }, 'ERR_CULVERT_CHANNEL_TOO_LONG'],
    [{ ...call, headers: { a: 'x'.repeat(DEFAULT_LIMITS.headersLength) } }, 'ERR_CULVERT_MESSAGE_TOO_LARGE'],
  ])('tells a message over a limit from a malformed one: %#', (message, code) => {
    expect(messageFault(message, limits)).toBe('over-limit');
    expect(excessOf(message, limits)).toMatchObject({ code, reason: expect.stringContaining('limit') });
    expect(messageFault({ ...message, surplus: 1 }, limits)).toBe('malformed');
    expect(messageFault({ ...message, seq: '1' }, limits)).toBe('malformed');
  });

  it.each([
    [{}, undefined],
    [{ a: 'b', c: undefined }, { a: 'b' }],
    [
      { a: 'x'.repeat(DEFAULT_LIMITS.headersLength - 1) },
      { a: 'x'.repeat(DEFAULT_LIMITS.headersLength - 1) },
    ],
    [Object.assign(Object.create({ toJSON: () => 'no' }) as object, { a: 'b' }), { a: 'b' }],
    [JSON.parse('{"__proto__":"x"}') as object, JSON.parse('{"__proto__":"x"}') as object],
  ])('accepts the headers that headersToSend makes: %#', (given, sent) => {
    const headers = headersToSend('c', given as Headers, DEFAULT_LIMITS);
    expect(headers).toEqual(sent);
    expect(isRendererMessage({ ...call, headers }, DEFAULT_LIMITS)).toBe(true);
  });

  it.each([
    [{ a: 1 }, 'ERR_CULVERT_INVALID_ARGUMENT'],
    [{ a: null }, 'ERR_CULVERT_INVALID_ARGUMENT'],
    [{ a: 'b', toJSON: () => 1 }, 'ERR_CULVERT_INVALID_ARGUMENT'],
    [{ a: 'x'.repeat(DEFAULT_LIMITS.headersLength) }, 'ERR_CULVERT_MESSAGE_TOO_LARGE'],
  ])('lets headersToSend refuse the headers that it would refuse: %#', (given, code) => {
    expect(() => headersToSend('c', given as never, DEFAULT_LIMITS)).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining("'c': ") }),
    );
  });

  it('counts the length of a channel as the limits say', () => {
    const message = { kind: 'send', channel: 'x'.repeat(1024) };
    expect(isRendererMessage(message, DEFAULT_LIMITS)).toBe(true);
    expect(isRendererMessage({ ...message, channel: `${message.channel}x` }, DEFAULT_LIMITS)).toBe(false);
  });
});

it.each([undefined, null, 'send', 5, true, Symbol('kind'), () => 'send'])(
  'isRendererMessage and isMainMessage refuse %p, which is no object',
  (value) => {
    expect([isRendererMessage(value, limits), isMainMessage(value)]).toEqual([false, false]);
  },
);

describe('isMainMessage', () => {
  it.each(ofMain)('accepts $kind', (message) => {
    expect(isMainMessage(message)).toBe(true);
  });

  it.each([MAX_ITEMS, MAX_ITEMS + 1])('limits items as main does: %s', (length) => {
    const message = { kind: 'items', seq: 1, sizes: Array<number>(length).fill(0) };
    expect(isMainMessage(message)).toBe(length === MAX_ITEMS);
  });
});
