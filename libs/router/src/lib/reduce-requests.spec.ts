import type { CulvertErrorCode } from '@culvert/protocol';
import {
  body,
  change,
  check,
  connected,
  drop,
  failure,
  guest,
  one,
  receive,
  run,
  staleOne,
  two,
  waiting,
  window,
} from '../../testing/reduce-cases.js';
import type { RouterEvent } from './event.js';
import { reduce } from './reduce.js';
import type { RouterState } from './state.js';

describe('port', () => {
  /** The second window and the guest have transports that transfer ports. */
  const able = [two, guest].reduce((state, { id }) => change(state, id, { transfersPorts: true }), connected);
  const message = { kind: 'port', channel: 'c', to: 3, seq: 1 } as const;
  const refused = (to: typeof one, code: CulvertErrorCode, reason: string) =>
    ({ type: 'reply', to, seq: 1, sync: false, result: { code, reason } }) as const;
  const unable = (id: number) =>
    `'c': the transport of renderer ${id} cannot transfer ports. Use sendTo, ` +
    'or run both renderers where ports can be transferred: in worker threads, for instance.';
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
