import type { RendererMessage } from '@culvert/protocol';
import {
  body,
  check,
  CODEC,
  connected,
  deliver,
  drop,
  guest,
  LIMIT,
  one,
  receive,
  reply,
  run,
  silent,
  staleOne,
  two,
  waiting,
  window,
} from '../../testing/reduce-cases.js';
import { initialState } from './state.js';

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
