import { EMPTY_BODY, MAIN_ID, PROTOCOL_VERSION, type Address, type RendererMessage } from '@culvert/protocol';
import fc from 'fast-check';
import type { RouterEvent } from './event.js';
import { reduce } from './reduce.js';
import { addressOf, initialState, nextAddress, nextSeq, type Endpoint, type RouterState } from './state.js';
import { addEndpoint, removeEndpoint, removePending, removeServing } from './transition.js';

const CODEC = 'electronJson';
const RENDERERS = 4;

const after = (state: RouterState, event: RouterEvent): RouterState => reduce(state, event)[0];
const at = (state: RouterState, id: number): Address => addressOf(state.endpoints[id]!);
const receive = (state: RouterState, id: number, message: RendererMessage): RouterState =>
  after(state, { type: 'receive', from: at(state, id), message, body: EMPTY_BODY });

function connected(count: number, limit: number): RouterState {
  let state = initialState({ codec: CODEC, pendingLimit: limit, streamLimit: limit });
  for (let i = 0; i < count; i++) {
    const address = nextAddress(state);
    state = after(state, { type: 'connect', address, info: { kind: 'window' } });
    state = receive(state, address.id, { kind: 'hello', version: PROTOCOL_VERSION, codec: CODEC });
  }
  return state;
}

/** Removes the open calls of the endpoint from the other endpoints, one by one. */
function withoutEach(state: RouterState, { pending, serving }: Endpoint): RouterState {
  let next = state;
  for (const { by } of pending) if (by !== undefined) next = removeServing(next, by.address, by.seq);
  for (const { of } of serving) if (of.address.id !== MAIN_ID) next = removePending(next, of.address, of.seq);
  return next;
}

describe('an epoch that ends', () => {
  const id = fc.integer({ min: 1, max: RENDERERS });
  const seq = fc.nat(30);
  const step = fc.oneof(
    {
      weight: 8,
      arbitrary: fc.record({ do: fc.constant('call' as const), from: id, to: fc.option(id), seq }),
    },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('open' as const), to: id }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('reload' as const), id }) },
  );

  it.each(['disconnect', 'connect'] as const)('removes its open calls from all others (%s)', (how) => {
    let ended = 0;
    fc.assert(
      fc.property(fc.array(step, { minLength: 20, maxLength: 60 }), id, (steps, leaving) => {
        let state = connected(RENDERERS, 100);
        for (const current of steps) {
          if (current.do === 'call') {
            const to = current.to ?? undefined;
            state = receive(state, current.from, {
              kind: 'call',
              channel: 'c',
              seq: current.seq,
              ...(to !== undefined && { to }),
            });
          } else if (current.do === 'open') {
            const sender = { id: MAIN_ID, kind: 'main' } as const;
            const message = { kind: 'serveCall', channel: 'c', seq: nextSeq(state), sender } as const;
            state = after(state, { type: 'open', to: { id: current.to }, message, body: EMPTY_BODY });
          } else {
            const address = nextAddress(state, current.id);
            state = after(state, { type: 'connect', address, info: { kind: 'window' } });
            state = receive(state, current.id, { kind: 'hello', version: PROTOCOL_VERSION, codec: CODEC });
          }
        }
        const endpoint = state.endpoints[leaving]!;
        const address = nextAddress(state, leaving);
        const info = { kind: 'window' } as const;
        const event: RouterEvent =
          how === 'connect'
            ? { type: 'connect', address, info }
            : { type: 'disconnect', address: addressOf(endpoint) };
        const expected = withoutEach(
          how === 'connect'
            ? addEndpoint(state, { ...info, ...address, ready: false, pending: [], serving: [] })
            : removeEndpoint(state, leaving),
          endpoint,
        );
        const before = JSON.stringify(state);
        expect(after(state, event)).toEqual(expected);
        expect(JSON.stringify(state)).toBe(before);
        ended += endpoint.pending.length + endpoint.serving.length;
      }),
      { numRuns: 500 },
    );
    expect(ended).toBeGreaterThan(1_000);
  });

  it.each(['serves', 'has opened'])('does not cost the square of the calls that it %s', (role) => {
    const calls = 30_000;
    let state = connected(2, calls);
    const [caller, server] = [at(state, 1), at(state, 2)];
    const seqs = Array.from({ length: calls }, (_, i) => i + 1);
    const pending = seqs.map((seq) => ({
      seq,
      kind: 'call' as const,
      channel: 'c',
      by: { address: server, seq },
    }));
    const serving = seqs.map((seq) => ({
      seq,
      kind: 'call' as const,
      channel: 'c',
      of: { address: caller, seq },
    }));
    state = {
      ...state,
      endpoints: { 1: { ...state.endpoints[1]!, pending }, 2: { ...state.endpoints[2]!, serving } },
    };
    const [leaves, stays] = role === 'serves' ? [server, caller] : [caller, server];
    const start = process.cpuUsage();
    const [next, effects] = reduce(state, { type: 'disconnect', address: leaves });
    const { user } = process.cpuUsage(start);
    expect(effects).toHaveLength(calls);
    expect(next.endpoints).toEqual({ [stays.id]: expect.objectContaining({ pending: [], serving: [] }) });
    // A copy of the list for each call would take seconds.
    expect(user / 1_000).toBeLessThan(400);
  });
});

describe('two thousand renderers', () => {
  it('connect and leave without one copy of the whole state for each of them', () => {
    const start = process.cpuUsage();
    let state = connected(2_000, 10);
    for (const endpoint of Object.values(state.endpoints)) {
      state = after(state, { type: 'disconnect', address: addressOf(endpoint) });
    }
    const { user } = process.cpuUsage(start);
    expect(state.endpoints).toEqual({});
    // A draft of the record for each change would take seconds.
    expect(user / 1_000).toBeLessThan(1_000);
  });
});
