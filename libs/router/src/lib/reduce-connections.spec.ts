import { EMPTY_BODY, PROTOCOL_VERSION } from '@culvert/protocol';
import {
  change,
  check,
  CODEC,
  drop,
  one,
  receive,
  silent,
  staleOne,
  two,
  waiting,
  window,
} from '../../testing/reduce-cases.js';
import { reduce } from './reduce.js';
import { initialState, nextAddress, type RouterState } from './state.js';

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
