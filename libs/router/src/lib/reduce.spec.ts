import {
  EMPTY_BODY,
  PROTOCOL_VERSION,
  type Address,
  type Body,
  type CulvertErrorCode,
  type RendererMessage,
} from '@culvert/protocol';
import type { DropReason, Effect } from './effect.js';
import type { Receive, RouterEvent } from './event.js';
import { reduce } from './reduce.js';
import { initialState, nextAddress, type Endpoint, type RouterState, type SenderInfo } from './state.js';

const CODEC = 'electronJson';
const LIMIT = 2;

const one = { id: 1, epoch: 1 };
const two = { id: 2, epoch: 2 };
const guest = { id: 3, epoch: 3 };
/** A renderer that has not sent hello yet. */
const silent = { id: 4, epoch: 4 };
const staleOne = { id: 1, epoch: 0 };

const body: Body = { text: '["body"]', blobs: [] };
const window: SenderInfo = { kind: 'window' };
const failure = { code: 'ERR_CULVERT_SYNC_NO_LISTENER', reason: 'No listener.' } as const;

/** Two windows, a guest in the first, and a window before its handshake. */
const connected = run(initialState({ codec: CODEC, pendingLimit: LIMIT, streamLimit: LIMIT }), [
  { type: 'connect', address: one, info: window },
  { type: 'connect', address: two, info: { kind: 'window', origin: 'https://two.test', identity: 'two' } },
  { type: 'connect', address: guest, info: { kind: 'webview', host: 1 } },
  { type: 'connect', address: silent, info: window },
  ...[one, two, guest].map((from) =>
    receive(from, { kind: 'hello', version: PROTOCOL_VERSION, codec: CODEC }),
  ),
]);

/** The first window waits for the answers 7 (sync) and 8 (call). */
const waiting = run(connected, [
  receive(one, { kind: 'sync', channel: 'c', seq: 7, timeoutMs: 10 }),
  receive(one, { kind: 'call', channel: 'c', seq: 8 }),
]);

function run(state: RouterState, events: readonly RouterEvent[]): RouterState {
  return events.reduce((current, event) => reduce(current, event)[0], state);
}

function receive(from: Receive['from'], message: RendererMessage, denied?: string): Receive {
  return { type: 'receive', from, message, body, ...(denied !== undefined && { denied }) };
}

function change(state: RouterState, id: number, changes: Partial<Endpoint>): RouterState {
  return { ...state, endpoints: { ...state.endpoints, [id]: { ...state.endpoints[id]!, ...changes } } };
}

interface Case {
  readonly title: string;
  readonly state?: RouterState;
  readonly event: RouterEvent;
  /** The very same state, if none is given. */
  readonly next?: (state: RouterState) => RouterState;
  readonly effects: readonly Effect[];
}

function check(cases: readonly Case[]): void {
  it.each(cases)('$title', ({ state = connected, event, next, effects }) => {
    const [result, actual] = reduce(state, event);
    expect(actual).toStrictEqual(effects);
    if (next === undefined) expect(result).toBe(state);
    else expect(result).toStrictEqual(next(state));
  });
}

function deliver(to: readonly { id: number; epoch: number }[], senderId: number, channel = 'c'): Effect {
  return { type: 'deliver', to, message: { kind: 'deliver', channel, senderId }, body };
}

function reply(to: Address, seq: number, kind: string, code: CulvertErrorCode, words: string): Effect {
  const result = { code, reason: `'c': ${words}` };
  return { type: 'reply', to, seq, sync: kind === 'sync', result };
}

function drop(reason: DropReason, kind: string, rest: object): Effect {
  return { type: 'drop', reason, kind, ...rest };
}

describe('connect', () => {
  const five = { id: 5, epoch: 5 };
  check([
    {
      title: "adds an endpoint that is not ready, with main's data about it, and moves the counters",
      event: {
        type: 'connect',
        address: five,
        info: { kind: 'webview', host: 1, origin: 'https://a.test', identity: 'x' },
      },
      next: (state) => ({
        ...state,
        endpoints: {
          ...state.endpoints,
          5: {
            kind: 'webview',
            host: 1,
            origin: 'https://a.test',
            identity: 'x',
            id: 5,
            epoch: 5,
            ready: false,
            pending: [],
            serving: [],
          },
        },
        lastId: 5,
        lastEpoch: 5,
      }),
      effects: [],
    },
    {
      title: 'keeps the counter of ids if an old id returns',
      event: { type: 'connect', address: { id: 2, epoch: 9 }, info: window },
      next: (state) => ({
        ...state,
        endpoints: {
          ...state.endpoints,
          2: { kind: 'window', id: 2, epoch: 9, ready: false, pending: [], serving: [] },
        },
        lastEpoch: 9,
      }),
      effects: [],
    },
    {
      title: 'ends the previous epoch, and abandons its requests in their order',
      state: waiting,
      event: { type: 'connect', address: { id: 1, epoch: 5 }, info: window },
      next: (state) => ({
        ...state,
        endpoints: {
          ...state.endpoints,
          1: { kind: 'window', id: 1, epoch: 5, ready: false, pending: [], serving: [] },
        },
        lastEpoch: 5,
      }),
      effects: [
        { type: 'abandon', of: one, seq: 7 },
        { type: 'abandon', of: one, seq: 8 },
      ],
    },
    ...[
      { title: 'an epoch of the past', address: { id: 5, epoch: 3 } },
      { title: 'the last epoch', address: { id: 5, epoch: 4 } },
      { title: 'the id of main', address: { id: 0, epoch: 9 } },
      { title: 'a negative id', address: { id: -1, epoch: 9 } },
      { title: 'a duplicate', address: silent },
    ].map(({ title, address }) => ({
      title: `drops ${title}`,
      event: { type: 'connect', address, info: window } as const,
      effects: [drop('stale-epoch', 'connect', { to: address.id })],
    })),
  ]);
});

describe('reserveIds', () => {
  it('moves the counter forward, and never back', () => {
    const state = initialState({ codec: 'electronJson', pendingLimit: 1, streamLimit: 1 });
    const [reserved, effects] = reduce(state, { type: 'reserveIds', upTo: 100 });
    expect([nextAddress(reserved).id, nextAddress(reserved, 7).id, effects]).toEqual([101, 7, []]);
    expect(reduce(reserved, { type: 'reserveIds', upTo: 50 })[0]).toBe(reserved);
    expect(state.lastId).toBe(0);
  });
});

describe('disconnect', () => {
  function without(id: number): (state: RouterState) => RouterState {
    return (state) => {
      const { [id]: _, ...endpoints } = state.endpoints;
      return { ...state, endpoints };
    };
  }
  check([
    {
      title: 'removes the endpoint and keeps the counters',
      event: { type: 'disconnect', address: two },
      next: without(2),
      effects: [],
    },
    {
      title: 'abandons its open requests',
      state: waiting,
      event: { type: 'disconnect', address: one },
      next: without(1),
      effects: [
        { type: 'abandon', of: one, seq: 7 },
        { type: 'abandon', of: one, seq: 8 },
      ],
    },
    {
      title: 'does nothing for an epoch that has ended',
      event: { type: 'disconnect', address: staleOne },
      effects: [],
    },
    {
      title: 'does nothing for an unknown id',
      event: { type: 'disconnect', address: { id: 99, epoch: 1 } },
      effects: [],
    },
  ]);
});

describe('hello', () => {
  const hello = { kind: 'hello', version: PROTOCOL_VERSION, codec: CODEC } as const;
  check([
    {
      title: 'makes the endpoint ready, and says welcome with its address',
      event: receive(silent, hello),
      next: (state) => change(state, 4, { ready: true }),
      effects: [{ type: 'deliver', to: [silent], message: { kind: 'welcome', ...silent }, body: EMPTY_BODY }],
    },
    {
      title: 'is dropped the second time',
      event: receive(one, hello),
      effects: [drop('duplicate', 'hello', { from: 1 })],
    },
    {
      title: 'of another version is refused',
      event: receive(silent, { ...hello, version: 99 }),
      effects: [
        {
          type: 'refuse',
          to: silent,
          failure: {
            code: 'ERR_CULVERT_VERSION_MISMATCH',
            reason: `Main speaks version ${PROTOCOL_VERSION} of the protocol, the renderer version 99.`,
          },
        },
      ],
    },
    {
      title: 'with another codec is refused',
      event: receive(silent, { ...hello, codec: 'structured' }),
      effects: [
        {
          type: 'refuse',
          to: silent,
          failure: {
            code: 'ERR_CULVERT_CODEC_MISMATCH',
            reason:
              "Main uses the codec 'electronJson', the renderer 'structured'. Give both the same one: { codec }.",
          },
        },
      ],
    },
    {
      title: 'of an ended epoch is dropped',
      event: receive({ id: 4, epoch: 3 }, hello),
      effects: [drop('stale-epoch', 'hello', { from: 4 })],
    },
  ]);
});

const eachKind: readonly RendererMessage[] = [
  { kind: 'send', channel: 'c' },
  { kind: 'sync', channel: 'c', seq: 1, timeoutMs: 5 },
  { kind: 'call', channel: 'c', seq: 1 },
  { kind: 'cancel', seq: 1 },
  { kind: 'sendTo', channel: 'c', to: 2 },
  { kind: 'sendToHost', channel: 'c' },
];

function described(message: RendererMessage): object {
  return {
    ...('channel' in message && { channel: message.channel }),
    ...(message.kind === 'sendTo' && { to: message.to }),
  };
}

describe('any message', () => {
  check(
    eachKind.flatMap((message) => [
      {
        title: `${message.kind} of an ended epoch is dropped`,
        event: receive(staleOne, message),
        effects: [drop('stale-epoch', message.kind, { from: 1, ...described(message) })],
      },
      {
        title: `${message.kind} of an unknown id is dropped`,
        event: receive({ id: 99, epoch: 1 }, message),
        effects: [drop('stale-epoch', message.kind, { from: 99, ...described(message) })],
      },
      {
        title: `${message.kind} before the handshake is dropped`,
        event: receive(silent, message),
        effects: [
          drop('no-handshake', message.kind, { from: 4, ...described(message) }),
          ...('seq' in message && 'channel' in message
            ? [
                reply(
                  silent,
                  message.seq,
                  message.kind,
                  'ERR_CULVERT_DISCONNECTED',
                  'the handshake comes first.',
                ),
              ]
            : []),
        ],
      },
    ]),
  );
});

describe('a denied message', () => {
  check([
    ...eachKind
      .filter(({ kind }) => kind !== 'sync' && kind !== 'call')
      .map((message) => ({
        title: `${message.kind} is dropped`,
        event: receive(one, message, 'not yours'),
        effects: [
          drop('denied', message.kind, { from: 1, ...described(message), detail: 'not yours' }),
        ] as const,
      })),
    ...(['sync', 'call'] as const).map((kind) => ({
      title: `${kind} is answered with a failure, and is not pending`,
      event: receive(one, { kind, channel: 'c', seq: 1, timeoutMs: 5 }, 'not yours'),
      effects: [
        drop('denied', kind, { from: 1, channel: 'c', detail: 'not yours' }),
        {
          type: 'reply',
          to: one,
          seq: 1,
          sync: kind === 'sync',
          result: {
            code: 'ERR_CULVERT_DENIED',
            reason: `'c': the policy denied this ${kind}: not yours`,
          },
        } as const,
      ],
    })),
    {
      title: 'with the number of a pending request gets no second answer',
      state: waiting,
      event: receive(one, { kind: 'call', channel: 'c', seq: 7 }, 'not yours'),
      effects: [drop('duplicate', 'call', { from: 1, channel: 'c' })],
    },
    {
      title: 'is denied for an empty reason too',
      event: receive(one, { kind: 'send', channel: 'c' }, ''),
      effects: [drop('denied', 'send', { from: 1, channel: 'c', detail: '' })],
    },
    {
      title: 'of an ended epoch is stale first',
      event: receive(staleOne, { kind: 'call', channel: 'c', seq: 1 }, 'not yours'),
      effects: [drop('stale-epoch', 'call', { from: 1, channel: 'c' })],
    },
  ]);
});

describe('send', () => {
  const message = { kind: 'send', channel: 'c' } as const;
  check([
    {
      title: 'goes to the listeners of main',
      event: receive(one, message),
      effects: [{ type: 'dispatch', from: one, message, body }],
    },
    ...['', '__proto__', 'constructor', 'error', '\u0000', '\ud800'].map((channel) => ({
      title: `takes ${JSON.stringify(channel)} for an ordinary channel`,
      event: receive(one, { kind: 'send', channel }),
      effects: [{ type: 'dispatch', from: one, message: { kind: 'send', channel }, body } as const],
    })),
  ]);
});

describe('sendTo', () => {
  const unknown = [0, -1, 99, NaN, 1.5, 2 ** 53, Infinity];
  check([
    {
      title: 'reaches the other renderer with the id of its sender',
      event: receive(one, { kind: 'sendTo', channel: 'c', to: 2 }),
      effects: [deliver([two], 1)],
    },
    {
      title: 'reaches the sender itself',
      event: receive(one, { kind: 'sendTo', channel: 'c', to: 1 }),
      effects: [deliver([one], 1)],
    },
    {
      title: 'goes to a renderer before its handshake, where it is kept',
      event: receive(one, { kind: 'sendTo', channel: 'c', to: 4 }),
      effects: [deliver([silent], 1)],
    },
    ...unknown.map((to) => ({
      title: `to ${to} is dropped`,
      event: receive(one, { kind: 'sendTo', channel: 'c', to }),
      effects: [drop('unknown-target', 'sendTo', { from: 1, channel: 'c', to })],
    })),
  ]);
});

describe('sendToHost', () => {
  const message = { kind: 'sendToHost', channel: 'c' } as const;
  check([
    {
      title: 'reaches the embedder with the id of the guest',
      event: receive(guest, message),
      effects: [
        { type: 'deliver', to: [one], message: { kind: 'deliverToHost', channel: 'c', guestId: 3 }, body },
      ],
    },
    {
      title: 'outside a guest is dropped',
      event: receive(one, message),
      effects: [drop('no-host', 'sendToHost', { from: 1, channel: 'c' })],
    },
    {
      title: 'is dropped when the embedder is gone',
      state: run(connected, [{ type: 'disconnect', address: one }]),
      event: receive(guest, message),
      effects: [drop('no-host', 'sendToHost', { from: 3, channel: 'c' })],
    },
    {
      title: 'reaches the embedder in its next epoch',
      state: run(connected, [{ type: 'connect', address: { id: 1, epoch: 5 }, info: window }]),
      event: receive(guest, message),
      effects: [
        {
          type: 'deliver',
          to: [{ id: 1, epoch: 5 }],
          message: { kind: 'deliverToHost', channel: 'c', guestId: 3 },
          body,
        },
      ],
    },
  ]);
});

describe('port', () => {
  /** The second window and the guest have transports that transfer ports. */
  const able = [two, guest].reduce((state, { id }) => change(state, id, { transfersPorts: true }), connected);
  const message = { kind: 'port', channel: 'c', to: 3, seq: 1 } as const;
  const refused = (to: typeof one, code: CulvertErrorCode, reason: string) =>
    ({ type: 'reply', to, seq: 1, sync: false, result: { code, reason } }) as const;
  const unable = (id: number) =>
    `'c': the transport of renderer ${id} moves no ports. Use sendTo, ` +
    'or run both renderers where ports can be moved: in worker threads, for instance.';
  check([
    {
      title: 'gives an end to each, and is not pending',
      state: able,
      event: receive(two, message),
      effects: [{ type: 'openPort', from: two, seq: 1, to: guest, channel: 'c' }],
    },
    {
      title: 'to itself gives both ends',
      state: able,
      event: receive(two, { ...message, to: 2 }),
      effects: [{ type: 'openPort', from: two, seq: 1, to: two, channel: 'c' }],
    },
    {
      title: 'goes to the present epoch of the other',
      state: run(able, [
        { type: 'connect', address: { id: 3, epoch: 9 }, info: window, transfersPorts: true },
      ]),
      event: receive(two, message),
      effects: [{ type: 'openPort', from: two, seq: 1, to: { id: 3, epoch: 9 }, channel: 'c' }],
    },
    ...[0, -1, 99, NaN].map((to) => ({
      title: `to ${to} is refused`,
      state: able,
      event: receive(two, { ...message, to }),
      effects: [
        drop('unknown-target', 'port', { from: 2, channel: 'c', to }),
        refused(two, 'ERR_CULVERT_UNKNOWN_TARGET', `'c': there is no renderer ${to}.`),
      ],
    })),
    {
      title: 'is refused if the other transport transfers none',
      state: able,
      event: receive(two, { ...message, to: 1 }),
      effects: [
        drop('no-ports', 'port', { from: 2, channel: 'c', to: 1 }),
        refused(two, 'ERR_CULVERT_PORTS_UNSUPPORTED', unable(1)),
      ],
    },
    {
      title: 'is refused if its own transport transfers none',
      state: able,
      event: receive(one, message),
      effects: [
        drop('no-ports', 'port', { from: 1, channel: 'c', to: 3 }),
        refused(one, 'ERR_CULVERT_PORTS_UNSUPPORTED', unable(1)),
      ],
    },
    {
      title: 'is refused if the policy denies it, before the answer says anything about the other renderer',
      state: able,
      event: receive(two, { ...message, to: 99 }, 'because'),
      effects: [
        drop('denied', 'port', { from: 2, channel: 'c', to: 99, detail: 'because' }),
        refused(two, 'ERR_CULVERT_DENIED', "'c': the policy denied this port: because"),
      ],
    },
    {
      title: 'is dropped if its number is already pending',
      state: change(able, 2, { pending: [{ seq: 1, kind: 'call', channel: 'c' }] }),
      event: receive(two, message),
      effects: [drop('duplicate', 'port', { from: 2, channel: 'c', to: 3 })],
    },
  ]);

  it('uses the port support that main states for the transport', () => {
    const event = {
      type: 'connect',
      address: { id: 5, epoch: 5 },
      info: window,
      transfersPorts: true,
    } as const;
    expect(reduce(connected, event)[0].endpoints[5]).toEqual({
      kind: 'window',
      id: 5,
      epoch: 5,
      transfersPorts: true,
      ready: false,
      pending: [],
      serving: [],
    });
  });
});

describe.each(['sync', 'call'] as const)('%s', (kind) => {
  const message = { kind, channel: 'c', seq: 1, timeoutMs: 5 };
  const full = change(connected, 1, {
    pending: [
      { seq: 7, kind: 'sync', channel: 'c' },
      { seq: 8, kind: 'call', channel: 'c' },
    ],
  });
  check([
    {
      title: 'goes to the listeners of main, and is pending',
      event: receive(one, message),
      next: (state) => change(state, 1, { pending: [{ seq: 1, kind, channel: 'c' }] }),
      effects: [{ type: 'dispatch', from: one, message, body }],
    },
    {
      title: 'may use a number that is pending for another renderer',
      state: change(connected, 2, { pending: [{ seq: 1, kind: 'call', channel: 'c' }] }),
      event: receive(one, message),
      next: (state) => change(state, 1, { pending: [{ seq: 1, kind, channel: 'c' }] }),
      effects: [{ type: 'dispatch', from: one, message, body }],
    },
    {
      title: 'is dropped if its number is already pending',
      state: change(connected, 1, { pending: [{ seq: 1, kind: 'sync', channel: 'c' }] }),
      event: receive(one, message),
      effects: [drop('duplicate', kind, { from: 1, channel: 'c' })],
    },
    {
      title: 'over the limit is answered at once, and is not pending',
      state: full,
      event: receive(one, message),
      effects: [
        drop('too-many-pending', kind, { from: 1, channel: 'c' }),
        {
          type: 'reply',
          to: one,
          seq: 1,
          sync: kind === 'sync',
          result: {
            code: 'ERR_CULVERT_TOO_MANY_PENDING',
            reason: "'c': 2 requests already wait for an answer.",
          },
        },
      ],
    },
    {
      title: 'of another renderer does not count for that limit',
      state: full,
      event: receive(two, message),
      next: (state) => change(state, 2, { pending: [{ seq: 1, kind, channel: 'c' }] }),
      effects: [{ type: 'dispatch', from: two, message, body }],
    },
    ...[0, -1, 2 ** 32, 2 ** 53 - 1, -(2 ** 53 - 1)].map((seq) => ({
      title: `may have the number ${seq}`,
      event: receive(one, { ...message, seq }),
      next: (state: RouterState) => change(state, 1, { pending: [{ seq, kind, channel: 'c' }] }),
      effects: [{ type: 'dispatch', from: one, message: { ...message, seq }, body } as const],
    })),
  ]);
});

describe('cancel', () => {
  const message = { kind: 'cancel', seq: 8 } as const;
  check([
    {
      title: 'of a pending request frees it, and tells main',
      state: waiting,
      event: receive(one, message),
      next: (state) => change(state, 1, { pending: [{ seq: 7, kind: 'sync', channel: 'c' }] }),
      effects: [{ type: 'dispatch', from: one, message, body }],
    },
    {
      title: 'of any other number is dropped',
      state: waiting,
      event: receive(one, { kind: 'cancel', seq: 9 }),
      effects: [drop('not-pending', 'cancel', { from: 1 })],
    },
    {
      title: 'of a request of another renderer is dropped',
      state: waiting,
      event: receive(two, message),
      effects: [drop('not-pending', 'cancel', { from: 2 })],
    },
  ]);
});

describe('send of main', () => {
  const send = { type: 'send', channel: 'c', body } as const;
  check([
    { title: 'reaches the renderer', event: { ...send, to: { id: 2 } }, effects: [deliver([two], 0)] },
    {
      title: 'reaches the given epoch of the renderer',
      event: { ...send, to: two },
      effects: [deliver([two], 0)],
    },
    {
      title: 'goes to a renderer before its handshake, where it is kept',
      event: { ...send, to: { id: 4 } },
      effects: [deliver([silent], 0)],
    },
    {
      title: 'to an epoch that has ended is dropped, even if a later epoch has the id',
      event: { ...send, to: staleOne },
      effects: [drop('stale-epoch', 'send', { channel: 'c', from: 0, to: 1 })],
    },
    {
      title: 'to an epoch 0 is not to any epoch',
      event: { ...send, to: { id: 2, epoch: 0 } },
      effects: [drop('stale-epoch', 'send', { channel: 'c', from: 0, to: 2 })],
    },
    {
      title: 'to an unknown id is dropped',
      event: { ...send, to: { id: 99 } },
      effects: [drop('disconnected', 'send', { channel: 'c', from: 0, to: 99 })],
    },
    {
      title: 'to main itself is dropped',
      event: { ...send, to: { id: 0 } },
      effects: [drop('disconnected', 'send', { channel: 'c', from: 0, to: 0 })],
    },
  ]);
});

describe('broadcast', () => {
  const event = { type: 'broadcast', channel: 'c', body } as const;
  check([
    {
      title: 'is one effect for everyone, with one body',
      event,
      effects: [deliver([one, two, guest, silent], 0)],
    },
    {
      title: 'without connected renderers has no effect',
      state: initialState({ codec: CODEC, pendingLimit: LIMIT, streamLimit: LIMIT }),
      event,
      effects: [],
    },
  ]);
});

describe('answer and fail', () => {
  const answered = (state: RouterState) =>
    change(state, 1, { pending: [{ seq: 7, kind: 'sync', channel: 'c' }] });
  check([
    {
      title: 'answer is the reply to a call',
      state: waiting,
      event: { type: 'answer', to: one, seq: 8, ok: true, body },
      next: answered,
      effects: [{ type: 'reply', to: one, seq: 8, sync: false, result: { ok: true, body } }],
    },
    {
      title: 'answer may be an error of the handler',
      state: waiting,
      event: { type: 'answer', to: one, seq: 8, ok: false, body },
      next: answered,
      effects: [{ type: 'reply', to: one, seq: 8, sync: false, result: { ok: false, body } }],
    },
    {
      title: 'answer to a sync request takes the path that wakes the renderer',
      state: waiting,
      event: { type: 'answer', to: one, seq: 7, ok: true, body },
      next: (state) => change(state, 1, { pending: [{ seq: 8, kind: 'call', channel: 'c' }] }),
      effects: [{ type: 'reply', to: one, seq: 7, sync: true, result: { ok: true, body } }],
    },
    {
      title: 'fail is a reply with the failure',
      state: waiting,
      event: { type: 'fail', to: one, seq: 7, failure },
      next: (state) => change(state, 1, { pending: [{ seq: 8, kind: 'call', channel: 'c' }] }),
      effects: [{ type: 'reply', to: one, seq: 7, sync: true, result: failure }],
    },
    ...[
      { title: 'a request that is not pending', to: one, seq: 9 },
      { title: 'another renderer', to: two, seq: 8 },
      { title: 'an ended epoch', to: staleOne, seq: 8 },
      { title: 'a later epoch', to: { id: 1, epoch: 2 }, seq: 8 },
      { title: 'an unknown id', to: { id: 99, epoch: 1 }, seq: 8 },
    ].flatMap(({ title, to, seq }) => [
      {
        title: `answer to ${title} is dropped`,
        state: waiting,
        event: { type: 'answer', to, seq, ok: true, body } as const,
        effects: [drop('not-pending', 'answer', { to: to.id })],
      },
      {
        title: `fail of ${title} is dropped`,
        state: waiting,
        event: { type: 'fail', to, seq, failure } as const,
        effects: [drop('not-pending', 'fail', { to: to.id })],
      },
    ]),
  ]);

  it('drops a second answer', () => {
    const event: RouterEvent = { type: 'answer', to: one, seq: 8, ok: true, body };
    const [state] = reduce(waiting, event);
    expect(reduce(state, event)).toStrictEqual([state, [drop('not-pending', 'answer', { to: 1 })]]);
  });
});
