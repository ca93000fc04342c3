import { EMPTY_BODY, MAIN_ID, PROTOCOL_VERSION, type Address, type RendererMessage } from '@culvert/protocol';
import fc from 'fast-check';
import { strict as assert } from 'node:assert';
import type { Effect } from './effect.js';
import type { RouterEvent, Side } from './event.js';
import { reduce } from './reduce.js';
import { initialState, nextAddress, nextSeq, type RouterState } from './state.js';

const CODEC = 'electronJson';
const initial = initialState({ codec: CODEC, pendingLimit: 3, streamLimit: 3 });

const seq = fc.integer({ min: 0, max: 6 });
const id = fc.integer({ min: 1, max: 3 });
const input = fc.option(fc.constant(true as const), { nil: undefined, freq: 4 });
const to = fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined, freq: 3 });
const demand = { items: fc.nat(9), bytes: fc.nat(9) };

const messages = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('call' as const), channel: fc.constant('c'), seq, to }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('stream' as const),
      channel: fc.constant('s'),
      seq,
      to,
      ...demand,
      overflow: fc.constant('drop' as const),
      bufferSize: fc.nat(9),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('demand' as const), seq, ...demand, input }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('items' as const), seq, sizes: fc.constant([2]), input }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('reply' as const), seq, ok: fc.boolean(), input }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('cancel' as const), seq, input }) },
);

type Step =
  | { readonly type: 'connect' | 'disconnect'; readonly id: number }
  | { readonly type: 'receive'; readonly id: number; readonly message: object }
  | { readonly type: 'open'; readonly id: number; readonly isCall: boolean }
  | { readonly type: 'answer'; readonly id: number; readonly seq: number }
  | { readonly type: 'rpc'; readonly id: number; readonly message: object }
  | { readonly type: 'breakOff'; readonly id: number; readonly seq: number; readonly side: Side };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 1,
    arbitrary: fc.record({ type: fc.constantFrom('connect' as const, 'disconnect' as const), id }),
  },
  { weight: 14, arbitrary: fc.record({ type: fc.constant('receive' as const), id, message: messages }) },
  { weight: 3, arbitrary: fc.record({ type: fc.constant('open' as const), id, isCall: fc.boolean() }) },
  { weight: 3, arbitrary: fc.record({ type: fc.constant('answer' as const), id, seq }) },
  { weight: 3, arbitrary: fc.record({ type: fc.constant('rpc' as const), id, message: messages }) },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('breakOff' as const),
      id,
      seq,
      side: fc.constantFrom<Side[]>('opener', 'server'),
    }),
  },
);

function addressOf(state: RouterState, id: number): Address {
  return { id, epoch: state.endpoints[id]?.epoch ?? 1 };
}

function eventsOf(state: RouterState, current: Step): RouterEvent[] {
  const address = addressOf(state, current.id);
  const body = EMPTY_BODY;
  switch (current.type) {
    case 'connect': {
      const next = nextAddress(state, current.id);
      const hello = { kind: 'hello', version: PROTOCOL_VERSION, codec: CODEC } as const;
      return [
        { type: 'connect', address: next, info: { kind: 'window' } },
        { type: 'receive', from: next, message: hello, body },
      ];
    }
    case 'disconnect':
      return [{ type: 'disconnect', address }];
    case 'receive':
      return [{ type: 'receive', from: address, message: defined(current.message) as RendererMessage, body }];
    case 'open': {
      const common = { channel: 'm', seq: nextSeq(state), sender: { id: MAIN_ID, kind: 'main' } } as const;
      const rest = { items: 1, bytes: 1, overflow: 'drop', bufferSize: 0 } as const;
      const message = current.isCall
        ? ({ kind: 'serveCall', ...common } as const)
        : ({ kind: 'serveStream', ...common, ...rest } as const);
      return [{ type: 'open', to: { id: current.id }, message, body }];
    }
    case 'breakOff': {
      const failure = { code: 'ERR_CULVERT_MESSAGE_TOO_LARGE', reason: 'Too large.' } as const;
      return [{ type: 'breakOff', at: address, seq: current.seq, side: current.side, failure }];
    }
    case 'answer':
      return [{ type: 'answer', to: address, seq: current.seq, ok: true, body }];
    case 'rpc': {
      const message = defined(current.message) as RendererMessage;
      if (message.kind === 'call' || message.kind === 'stream') return [];
      return [{ type: 'rpc', to: address, message: message as never, body }];
    }
  }
}

function defined(message: object): object {
  return Object.fromEntries(Object.entries(message).filter(([, value]) => value !== undefined));
}

/**
 * Each pending call is known to its server, and each served call to its opener. Each side has the other's number.
 */
function checkBothSides({ endpoints }: RouterState): void {
  for (const { id, epoch, pending, serving } of Object.values(endpoints)) {
    for (const list of [pending, serving]) {
      const seqs = list.map((item) => item.seq);
      assert.deepEqual(
        seqs,
        [...new Set(seqs)].sort((a, b) => a - b),
        'in order, each once',
      );
    }
    for (const { seq, by } of pending) {
      if (by === undefined) continue;
      const server = endpoints[by.address.id];
      assert.equal(server?.epoch, by.address.epoch);
      const served = server.serving.find((item) => item.seq === by.seq);
      assert.deepEqual(served?.of, { address: { id, epoch }, seq });
    }
    for (const { seq, of } of serving) {
      if (of.address.id === MAIN_ID) continue;
      const caller = endpoints[of.address.id];
      assert.equal(caller?.epoch, of.address.epoch);
      const request = caller.pending.find((item) => item.seq === of.seq);
      assert.deepEqual(request?.by, { address: { id, epoch }, seq });
    }
  }
}

/** The ends that a side hears of: a reply to the opener, a cancel or abandon to the server. */
function endsIn(effects: readonly Effect[]): string[] {
  return effects.flatMap((effect) => {
    if (effect.type === 'reply') return [`reply ${effect.to.id}:${effect.to.epoch}:${effect.seq}`];
    if (effect.type === 'abandon') return [`abandon ${effect.of.id}:${effect.of.epoch}:${effect.seq}`];
    const isCancel =
      (effect.type === 'deliver' || effect.type === 'dispatch') &&
      effect.message.kind === 'cancel' &&
      effect.message.input === undefined;
    return isCancel ? ['cancel'] : [];
  });
}

function wordOf(end: string): string {
  return end.split(' ')[0]!;
}

function openIn({ endpoints }: RouterState): number {
  return Object.values(endpoints).reduce(
    (sum, { pending, serving }) =>
      sum + pending.length + serving.filter(({ of }) => of.address.id === MAIN_ID).length,
    0,
  );
}

describe('calls and streams between any of main and its renderers', () => {
  it('are known to both sides until they end, once, and leave nothing behind', () => {
    const seen = { opened: 0, ended: 0, relayed: 0 };
    const property = fc.property(fc.array(step, { maxLength: 60, size: 'max' }), (steps) => {
      let state = initial;
      const run = (event: RouterEvent) => {
        const before = state;
        const [next, effects] = reduce(state, event);
        state = next;
        checkBothSides(state);
        const change = openIn(state) - openIn(before);
        const ends = endsIn(effects);
        if (change > 0) {
          seen.opened++;
          assert.deepEqual([change, ends], [1, []]);
        }
        if (change < 0) {
          seen.ended++;
          // A call of a renderer to itself ends with it, and has no side left to tell. A call that breaks off
          // ends for both.
          if (event.type === 'breakOff') assert.deepEqual(ends.map(wordOf).sort(), ['cancel', 'reply']);
          else assert.ok(ends.length <= -change || event.type === 'connect');
          assert.equal(
            new Set(ends.filter((end) => end !== 'cancel')).size,
            ends.filter((end) => end !== 'cancel').length,
          );
        }
        const isPart = event.type === 'rpc' || event.type === 'receive';
        if (isPart && ['demand', 'items'].includes(event.message.kind)) {
          assert.equal(state, before, 'items and demand do not change the state');
          if (effects.some(({ type }) => type === 'deliver' || type === 'dispatch')) seen.relayed++;
        }
      };
      for (const connected of [1, 2, 3]) eventsOf(state, { type: 'connect', id: connected }).forEach(run);
      for (const current of steps) eventsOf(state, current).forEach(run);
      for (const connected of [1, 2, 3]) eventsOf(state, { type: 'disconnect', id: connected }).forEach(run);
      assert.deepEqual({ ...state, lastId: 0, lastEpoch: 0, lastSeq: 0 }, initial);
    });
    fc.assert(property, { numRuns: 3_000 });
    for (const [what, times] of Object.entries(seen)) expect([what, times > 500]).toEqual([what, true]);
  }, 120_000);
});
