import { EMPTY_BODY, MAIN_ID, PROTOCOL_VERSION, type Address, type RendererMessage } from '@culvert/protocol';
import fc from 'fast-check';
import { strict as assert } from 'node:assert';
import type { Effect } from './effect.js';
import type { RouterEvent } from './event.js';
import { reduce } from './reduce.js';
import { addressOf, initialState, nextAddress, nextSeq, type RouterState } from './state.js';
import type { Transition } from './transition.js';

const CODEC = 'electronJson';
const after = (state: RouterState, event: RouterEvent): RouterState => reduce(state, event)[0];
const at = (state: RouterState, id: number): Address => addressOf(state.endpoints[id]!);
const receive = (state: RouterState, id: number, message: RendererMessage): Transition =>
  reduce(state, { type: 'receive', from: at(state, id), message, body: EMPTY_BODY });

function connect(state: RouterState, id: number, carrier?: number): RouterState {
  const address = nextAddress(state, id);
  const info = { kind: carrier === undefined ? 'window' : 'webview' } as const;
  const carried = carrier !== undefined && { carrier: at(state, carrier) };
  const next = after(state, { type: 'connect', address, info, ...carried });
  return receive(next, id, { kind: 'hello', version: PROTOCOL_VERSION, codec: CODEC })[0];
}

/** Windows 1 and 2; guests 3 and 4 inside the first, 5 inside the second. */
const CARRIERS: Readonly<Record<number, number | undefined>> = { 3: 1, 4: 1, 5: 2 };

function twoWindows(limits: { pendingLimit: number; streamLimit: number }): RouterState {
  let state = initialState({ codec: CODEC, ...limits });
  for (const id of [1, 2, 3, 4, 5]) state = connect(state, id, CARRIERS[id]);
  return state;
}

const call = (seq: number, to?: number) =>
  ({ kind: 'call', channel: 'c', seq, ...(to !== undefined && { to }) }) as const;
const sync = (seq: number) => ({ kind: 'sync', channel: 'c', seq, timeoutMs: 1 }) as const;
const stream = (seq: number) =>
  ({ kind: 'stream', channel: 'c', seq, items: 1, bytes: 1, overflow: 'buffer', bufferSize: 1 }) as const;

const codeOf = ([, effects]: Transition) =>
  effects
    .filter((effect): effect is Extract<Effect, { type: 'reply' }> => effect.type === 'reply')
    .map(({ result }) => 'code' in result && result.code)[0];

describe('the count of open calls of the guests on one connection', () => {
  const seqs = fc.integer({ min: 1, max: 12 });
  const id = fc.integer({ min: 1, max: 5 });
  const step = fc.oneof(
    {
      weight: 10,
      arbitrary: fc.record({ do: fc.constant('call' as const), from: id, to: fc.option(id), seq: seqs }),
    },
    { weight: 3, arbitrary: fc.record({ do: fc.constant('stream' as const), from: id, seq: seqs }) },
    { weight: 3, arbitrary: fc.record({ do: fc.constant('cancel' as const), from: id, seq: seqs }) },
    { weight: 3, arbitrary: fc.record({ do: fc.constant('answer' as const), to: id, seq: seqs }) },
    { weight: 3, arbitrary: fc.record({ do: fc.constant('reply' as const), from: id, index: fc.nat(5) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('open' as const), to: id }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('leave' as const), id }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('return' as const), id }) },
  );

  function take(
    state: RouterState,
    current: typeof step extends fc.Arbitrary<infer S> ? S : never,
  ): RouterState {
    const target = 'from' in current ? current.from : 'to' in current ? current.to : current.id;
    const isPresent = state.endpoints[target] !== undefined;
    if (current.do === 'return') {
      const carrier = CARRIERS[current.id];
      if (carrier !== undefined && state.endpoints[carrier] === undefined) return state;
      return connect(state, current.id, carrier);
    }
    if (!isPresent) return state;
    switch (current.do) {
      case 'call':
        return receive(state, current.from, call(current.seq, current.to ?? undefined))[0];
      case 'stream':
        return receive(state, current.from, stream(current.seq))[0];
      case 'cancel':
        return receive(state, current.from, { kind: 'cancel', seq: current.seq })[0];
      case 'answer':
        return after(state, {
          type: 'answer',
          to: at(state, current.to),
          seq: current.seq,
          ok: true,
          body: EMPTY_BODY,
        });
      case 'reply': {
        const serving = state.endpoints[current.from]!.serving[current.index];
        if (serving === undefined) return state;
        return receive(state, current.from, { kind: 'reply', seq: serving.seq, ok: true })[0];
      }
      case 'open': {
        const sender = { id: MAIN_ID, kind: 'main' } as const;
        const message = { kind: 'serveCall', channel: 'c', seq: nextSeq(state), sender } as const;
        return after(state, { type: 'open', to: { id: current.to }, message, body: EMPTY_BODY });
      }
      case 'leave':
        return after(state, { type: 'disconnect', address: at(state, current.id) });
    }
  }

  it('is the sum of the open calls of each guest, after every sequence of events', () => {
    let most = 0;
    fc.assert(
      fc.property(fc.array(step, { minLength: 20, maxLength: 80 }), (steps) => {
        let state = twoWindows({ pendingLimit: 5, streamLimit: 5 });
        for (const current of steps) {
          state = take(state, current);
          for (const window of Object.values(state.endpoints)) {
            const below = Object.values(state.endpoints)
              .filter(({ carrier }) => carrier?.id === window.id && carrier.epoch === window.epoch)
              .reduce((sum, { pending }) => sum + pending.length, 0);
            // Not `expect`, which takes a stack each time: this runs a hundred thousand times.
            assert.equal(window.pendingBelow ?? 0, below);
            most = Math.max(most, below);
          }
        }
      }),
      { numRuns: 500 },
    );
    // The sequences are random, so few of them reach the limit itself. The next test does.
    expect(most).toBeGreaterThan(5);
  });

  it('has the limit of one renderer; one more call is refused, and is accepted after another has ended', () => {
    let state = twoWindows({ pendingLimit: 2, streamLimit: 1 });
    for (const [from, message] of [
      [3, call(1)],
      [4, sync(1)],
      [4, stream(2)],
    ] as const) {
      const [next, effects] = receive(state, from, message);
      expect(effects).toEqual([expect.objectContaining({ type: 'dispatch' })]);
      state = next;
    }
    expect(state.endpoints[1]).toMatchObject({ pending: [], pendingBelow: 3 });
    for (const message of [call(5), sync(5), stream(5), call(5, 2)]) {
      const refused = receive(state, 3, message);
      expect(codeOf(refused)).toBe('ERR_CULVERT_TOO_MANY_PENDING');
      expect(refused[0]).toBe(state);
    }
    // The limit covers neither their window, nor the guests of another one.
    for (const id of [1, 2, 5]) expect(codeOf(receive(state, id, call(7)))).toBeUndefined();
    state = receive(state, 4, { kind: 'cancel', seq: 2 })[0];
    expect(codeOf(receive(state, 3, call(5)))).toBeUndefined();
  });

  it('does not count for a later document of the window', () => {
    let state = twoWindows({ pendingLimit: 1, streamLimit: 1 });
    state = receive(receive(state, 3, call(1))[0], 4, call(1))[0];
    expect(codeOf(receive(state, 3, stream(2)))).toBe('ERR_CULVERT_TOO_MANY_PENDING');
    state = connect(connect(state, 1), 3, 1);
    expect(codeOf(receive(state, 3, stream(2)))).toBeUndefined();
  });
});
