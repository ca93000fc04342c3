import {
  EMPTY_BODY,
  MAIN_ID,
  PROTOCOL_VERSION,
  type Address,
  type Call,
  type RpcMessage,
  type OpenStream,
  type RendererMessage,
} from '@culvert/protocol';
import type { Effect } from './effect.js';
import type { BreakOff, RefuseRequest, RouterEvent, Side } from './event.js';
import { reduce } from './reduce.js';
import { routeOf, targetOf } from './route.js';
import { MAIN_ADDRESS, initialState, nextSeq, type RouterState } from './state.js';

const body = EMPTY_BODY;
const one: Address = { id: 1, epoch: 1 };
const two: Address = { id: 2, epoch: 2 };
const failure = { code: 'ERR_CULVERT_MESSAGE_TOO_LARGE', reason: 'Too large.' } as const;
const main = { id: MAIN_ID, kind: 'main' } as const;

/** The effects of all events, and the final state. */
function run(state: RouterState, events: readonly RouterEvent[]): { state: RouterState; effects: Effect[] } {
  const effects: Effect[] = [];
  for (const event of events) {
    const [next, done] = reduce(state, event);
    state = next;
    effects.push(...done);
  }
  return { state, effects };
}

function receive(from: Address, message: RendererMessage): RouterEvent {
  return { type: 'receive', from, message, body };
}

const connected = run(initialState({ codec: 'c', pendingLimit: 9, streamLimit: 9 }), [
  { type: 'connect', address: one, info: { kind: 'window' } },
  { type: 'connect', address: two, info: { kind: 'webview', host: 1, claimedOrigin: 'https://said.test' } },
  receive(one, { kind: 'hello', version: PROTOCOL_VERSION, codec: 'c' }),
  receive(two, { kind: 'hello', version: PROTOCOL_VERSION, codec: 'c' }),
]).state;

function ofMain(seq: number, channel: string) {
  return { kind: 'serveCall', channel, seq, sender: main } as const;
}

describe("main's next number", () => {
  it.each([
    ['reaches a renderer', 1],
    ['reaches no renderer', 7],
  ])('changes after a call that %s', (_what, id) => {
    const seq = nextSeq(connected);
    const { state, effects } = run(connected, [
      { type: 'open', to: { id }, message: ofMain(seq, 'first'), body },
    ]);
    expect(nextSeq(state)).toBe(seq + 1);
    expect(effects.filter(({ type }) => type === 'reply')).toHaveLength(id === 1 ? 0 : 1);
  });

  it.each([1, 7])('is never used again: a call with a used number gets no answer, to %i', (id) => {
    const seq = nextSeq(connected);
    const open = { type: 'open', to: { id: 1 }, message: ofMain(seq, 'first'), body } as const;
    const { state } = run(connected, [open]);
    const again = run(state, [{ ...open, to: { id }, message: ofMain(seq, 'second') }]);
    expect(again).toEqual({
      state,
      effects: [
        { type: 'drop', reason: 'duplicate', kind: 'serveCall', channel: 'second', from: MAIN_ID, to: id },
      ],
    });
  });
});

describe('a request that main refuses', () => {
  const refuse = (kind: RefuseRequest['kind'], seq = 1, from = one): RefuseRequest => ({
    type: 'refuseRequest',
    from,
    kind,
    seq,
    failure,
  });

  it.each(['sync', 'call', 'stream', 'port'] as const)('is answered, and is not pending: %s', (kind) => {
    expect(reduce(connected, refuse(kind))).toEqual([
      connected,
      [{ type: 'reply', to: one, seq: 1, sync: kind === 'sync', result: failure }],
    ]);
  });

  it('gets no answer if its number is in use or its epoch has ended', () => {
    const { state } = run(connected, [receive(one, { kind: 'call', channel: 'c', seq: 1 })]);
    expect(reduce(state, refuse('call'))).toEqual([state, []]);
    expect(reduce(state, refuse('call', 2, { id: 1, epoch: 9 }))).toEqual([state, []]);
  });
});

describe('a guest of a window before its handshake', () => {
  it('is refused, and its window is told', () => {
    const address: Address = { id: 3, epoch: 3 };
    const early = run(connected, [{ type: 'connect', address, info: { kind: 'window' } }]).state;
    const message = { kind: 'openGuest', guest: 1, link: 1, origin: 'https://guest.test' } as const;
    const { state, effects } = run(early, [receive(address, message)]);
    expect(effects).toEqual([
      { type: 'drop', reason: 'no-handshake', kind: 'openGuest', from: 3 },
      { type: 'relay', from: address, message, body, denied: true },
    ]);
    expect(state).toBe(early);
  });
});

describe('a call or stream that breaks off', () => {
  const stream = { items: 1, bytes: 1, overflow: 'drop', bufferSize: 0 } as const;
  const requests: readonly (Call | OpenStream)[] = [
    { kind: 'call', channel: 'c', seq: 5 },
    { kind: 'stream', channel: 'c', seq: 5, ...stream },
    { kind: 'stream', channel: 'c', seq: 5, input: true, ...stream },
  ];
  const breakOff = (at: Address, seq: number, side: Side): BreakOff => ({
    type: 'breakOff',
    at,
    seq,
    side,
    failure,
  });
  const cancel = (to: Address, seq: number): Effect => ({
    type: 'deliver',
    to: [to],
    message: { kind: 'cancel', seq },
    body,
  });
  const failed = (to: Address, seq: number): Effect => ({
    type: 'reply',
    to,
    seq,
    sync: false,
    result: failure,
  });

  it.each(requests)('between two renderers, ends for both, whichever side it is: %j', (request) => {
    const { state } = run(connected, [receive(one, { ...request, to: 2 })]);
    const seq = state.lastSeq;
    const ended = { ...connected, lastSeq: seq };
    const effects = [failed(one, 5), cancel(two, seq)];
    expect(reduce(state, breakOff(one, 5, 'opener'))).toEqual([ended, effects]);
    expect(reduce(state, breakOff(two, seq, 'server'))).toEqual([ended, effects]);
    // One that was never delivered to its server has already ended there.
    expect(reduce(state, { type: 'undelivered', to: two, seq, failure })).toEqual([ended, [failed(one, 5)]]);
  });

  it.each(requests)('that main serves, ends for both: %j', (request) => {
    const { state } = run(connected, [receive(one, request)]);
    expect(reduce(state, breakOff(one, 5, 'opener'))).toEqual([
      connected,
      [failed(one, 5), { type: 'dispatch', from: one, message: { kind: 'cancel', seq: 5 }, body }],
    ]);
  });

  it('that waits for a sync answer, is answered on the path that wakes its renderer', () => {
    const { state } = run(connected, [receive(one, { kind: 'sync', channel: 'c', seq: 5, timeoutMs: 9 })]);
    expect(reduce(state, breakOff(one, 5, 'opener'))[1][0]).toMatchObject({
      type: 'reply',
      seq: 5,
      sync: true,
    });
  });

  it('that main has opened, ends for both', () => {
    const seq = nextSeq(connected);
    const { state } = run(connected, [{ type: 'open', to: { id: 1 }, message: ofMain(seq, 'c'), body }]);
    expect(reduce(state, breakOff(one, seq, 'server'))).toEqual([
      { ...connected, lastSeq: seq },
      [failed(MAIN_ADDRESS, seq), cancel(one, seq)],
    ]);
  });

  it('has no effect if that side has no call with that number', () => {
    const { state } = run(connected, [receive(one, { kind: 'call', channel: 'c', seq: 5, to: 2 })]);
    for (const event of [
      breakOff(one, 5, 'server'),
      breakOff(two, state.lastSeq, 'opener'),
      breakOff(two, 99, 'server'),
      breakOff({ id: 1, epoch: 9 }, 5, 'opener'),
    ]) {
      expect(reduce(state, event)).toEqual([state, []]);
    }
  });
});

describe('a message within an open call or stream', () => {
  /** One renderer with an opened and a served call, both with the number 1. */
  function bothSpaces(): RouterState {
    return run(connected, [
      { type: 'open', to: { id: 1 }, message: ofMain(1, 'of main'), body },
      receive(one, {
        kind: 'stream',
        channel: 'own',
        seq: 1,
        items: 1,
        bytes: 1,
        overflow: 'drop',
        bufferSize: 0,
      }),
    ]).state;
  }
  const parts: readonly (readonly [message: RpcMessage, side: 'opener' | 'server'])[] = [
    [{ kind: 'reply', seq: 1, ok: true }, 'server'],
    [{ kind: 'items', seq: 1, sizes: [] }, 'server'],
    [{ kind: 'demand', seq: 1, items: 1, bytes: 1, input: true }, 'server'],
    [{ kind: 'cancel', seq: 1, input: true }, 'server'],
    [{ kind: 'reply', seq: 1, ok: true, input: true }, 'opener'],
    [{ kind: 'items', seq: 1, sizes: [], input: true }, 'opener'],
    [{ kind: 'demand', seq: 1, items: 1, bytes: 1 }, 'opener'],
    [{ kind: 'cancel', seq: 1 }, 'opener'],
  ];

  it.each(parts)('is looked up only on its own side: %j', (message, side) => {
    const both = bothSpaces();
    const [next, effects] = reduce(both, receive(one, message));
    expect(effects).toHaveLength(1);
    expect(effects[0]!.type).toMatch(/dispatch|reply/);
    const { pending, serving } = next.endpoints[1]!;
    const ends = message.input === undefined && ['reply', 'cancel'].includes(message.kind);
    expect([pending.length, serving.length]).toEqual(ends ? (side === 'opener' ? [0, 1] : [1, 0]) : [1, 1]);
    // Without the call on its own side it is dropped, although the other side has a call with that number.
    const event: RouterEvent =
      side === 'opener'
        ? { type: 'answer', to: one, seq: 1, ok: true, body }
        : receive(one, { kind: 'reply', seq: 1, ok: true });
    const [without] = reduce(both, event);
    expect(reduce(without, receive(one, message))).toEqual([
      without,
      [{ type: 'drop', reason: 'not-pending', kind: message.kind, from: 1 }],
    ]);
  });
});

describe('the route of a message', () => {
  const guest = { kind: 'webview', host: 1 } as const;
  const stream = { items: 1, bytes: 1, overflow: 'drop', bufferSize: 0 } as const;
  it.each<readonly [RendererMessage, object | undefined]>([
    [
      { kind: 'send', channel: 'c' },
      { kind: 'send', channel: 'c' },
    ],
    [
      { kind: 'sync', channel: 'c', seq: 1, timeoutMs: 1 },
      { kind: 'sync', channel: 'c' },
    ],
    [
      { kind: 'call', channel: 'c', seq: 1 },
      { kind: 'call', channel: 'c' },
    ],
    [
      { kind: 'call', channel: 'c', seq: 1, to: 0 },
      { kind: 'call', channel: 'c', to: 0 },
    ],
    [
      { kind: 'stream', channel: 'c', seq: 1, to: -3, ...stream },
      { kind: 'stream', channel: 'c', to: -3 },
    ],
    [
      { kind: 'sendTo', channel: 'c', to: 2 },
      { kind: 'sendTo', channel: 'c', to: 2 },
    ],
    [
      { kind: 'sendToHost', channel: 'c' },
      { kind: 'sendToHost', channel: 'c', to: 1 },
    ],
    [
      { kind: 'port', channel: 'c', to: 2, seq: 1 },
      { kind: 'port', channel: 'c', to: 2 },
    ],
    [
      { kind: 'openGuest', guest: 1, link: 1, origin: 'x' },
      { kind: 'guest', channel: '', claimedOrigin: 'x' },
    ],
    [{ kind: 'hello', version: 1, codec: 'c' }, undefined],
    [{ kind: 'demand', seq: 1, items: 1, bytes: 1 }, undefined],
    [{ kind: 'items', seq: 1, sizes: [] }, undefined],
    [{ kind: 'reply', seq: 1, ok: true }, undefined],
    [{ kind: 'cancel', seq: 1 }, undefined],
    [{ kind: 'guestFrame', link: 1 }, undefined],
    [{ kind: 'guestEnded', link: 1 }, undefined],
    [{ kind: 'closeGuest', guest: 1 }, undefined],
    [{ kind: 'guestIgnored', link: 1, count: 1 }, undefined],
  ])('of %j', (message, route) => {
    expect(routeOf(message, guest)).toEqual(route);
    expect(targetOf(message, guest)).toBe((route as { to?: number } | undefined)?.to);
  });

  it('has only the fields that its kind reads, even if the message has more', () => {
    for (const kind of ['send', 'sync', 'sendToHost'] as const) {
      const message = { kind, channel: 'c', to: 2, seq: 1, timeoutMs: 1 } as RendererMessage;
      expect(routeOf(message, { kind: 'window' })).toEqual({ kind, channel: 'c' });
    }
  });
});
