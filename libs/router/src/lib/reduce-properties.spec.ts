import { DEFAULT_LIMITS, EMPTY_BODY, isRendererMessage } from '@culvert/protocol';
import fc from 'fast-check';
import { strict as assert } from 'node:assert';
import { goodHello, settings, steps, toEvent, type Step } from '../../testing/event-sequences.js';
import { RouterModel } from '../../testing/router-model.js';
import type { Effect } from './effect.js';
import type { RouterEvent } from './event.js';
import { reduce } from './reduce.js';
import { initialState, type RouterState } from './state.js';

/** `CULVERT_SEQUENCES=10000` for the long form. */
const SEQUENCES = Number(process.env['CULVERT_SEQUENCES'] ?? 3_000);
/** How often each kind of effect, and each reason to drop, must occur. Otherwise the other checks mean nothing. */
const MIN_SEEN = SEQUENCES / 20;
const TIME_LIMIT_MS = 120_000;

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(deepFreeze);
  }
  return value;
}

function runSequence(sequence: readonly Step[], model: RouterModel): void {
  const initial = deepFreeze(initialState(settings));
  const events: RouterEvent[] = [];
  const allEffects: (readonly Effect[])[] = [];
  let state = initial;
  const run = (event: RouterEvent): void => {
    const expectedBefore = model.state();
    const [next, effects] = reduce(state, deepFreeze(event));
    model.check(event, effects);
    const expected = model.state();
    assert.equal(next === state, expected === expectedBefore, 'a new state if and only if something changed');
    if (next !== state) assert.deepEqual(deepFreeze(next), expected);
    events.push(event);
    allEffects.push(effects);
    state = next;
  };
  sequence.forEach((current, number) => {
    run(toEvent(state, current, number));
  });
  for (const address of model.addresses) run({ type: 'disconnect', address });
  const { lastId, lastEpoch } = state;
  assert.deepEqual(state, { ...initial, lastId, lastEpoch });
  assert.deepEqual(replay(events), [state, allEffects], 'the same input gives the same output');
}

/** Passes through JSON at each event, so that only its content can decide. */
function replay(events: readonly RouterEvent[]): [RouterState, (readonly Effect[])[]] {
  let state = initialState(settings);
  const effects = events.map((event) => {
    const transition = reduce(state, event);
    if (transition[0] !== state) state = JSON.parse(JSON.stringify(transition[0])) as RouterState;
    return transition[1];
  });
  return [state, effects];
}

describe('any sequence of events', () => {
  it(
    'leaves the router in the state of the model, with the effects of the model',
    () => {
      const seen = new Map<string, number>();
      let sequences = 0;
      const property = fc.property(steps, (sequence) => {
        sequences++;
        runSequence(sequence, new RouterModel(seen));
      });
      fc.assert(property, { numRuns: SEQUENCES });
      expect(sequences).toBeGreaterThanOrEqual(SEQUENCES);
      const rare = [...seen].filter(([, times]) => times < MIN_SEEN).map(([name]) => name);
      expect(rare).toEqual([]);
      expect([...seen.keys()].sort()).toEqual([
        'abandon',
        'deliver',
        'dispatch',
        'drop denied',
        'drop disconnected',
        'drop duplicate',
        'drop no-handshake',
        'drop no-host',
        'drop no-ports',
        'drop not-pending',
        'drop stale-epoch',
        'drop too-many-pending',
        'drop unknown-target',
        'openPort',
        'refuse',
        'relay',
        'reply',
      ]);
    },
    TIME_LIMIT_MS,
  );
});

describe('any value that looks like a message', () => {
  const kind = fc.constantFrom(
    ...(['hello', 'send', 'sync', 'call', 'cancel', 'sendTo', 'sendToHost', 'port'] as const),
  );
  const odd = fc.oneof(fc.anything(), fc.constantFrom('__proto__', 'constructor', 0, -0, 1, 2 ** 53 - 1));
  const likely = { channel: fc.string(), seq: fc.maxSafeInteger(), to: fc.maxSafeInteger() };
  const numbers = { version: fc.maxSafeInteger(), codec: fc.string(), timeoutMs: fc.double({ min: 0 }) };
  const fieldsOf = {
    hello: ['version', 'codec'],
    send: ['channel'],
    sync: ['channel', 'seq', 'timeoutMs'],
    call: ['channel', 'seq', 'to'],
    cancel: ['seq'],
    sendTo: ['channel', 'to'],
    sendToHost: ['channel'],
    port: ['channel', 'to', 'seq'],
  } as const;
  const anyMessage = fc
    .tuple(
      fc.record({ kind, ...likely, ...numbers }),
      fc.dictionary(fc.constantFrom('channel', 'seq', 'to', 'codec', 'extra', 'senderId', '__proto__'), odd, {
        maxKeys: 2,
      }),
    )
    .map(([fields, replaced]) => ({
      ...Object.fromEntries(['kind', ...fieldsOf[fields.kind]].map((name) => [name, fields[name as 'kind']])),
      ...replaced,
    }));

  it('is reduced without an exception, and never names its own sender', () => {
    let state = initialState({ ...settings, pendingLimit: 100 });
    const run = (event: RouterEvent): readonly Effect[] => {
      const [next, effects] = reduce(state, event);
      state = next;
      return effects;
    };
    for (const id of [1, 2]) {
      const address = { id, epoch: id };
      run({ type: 'connect', address, info: { kind: 'window', host: 2 } });
      run({ type: 'receive', from: address, message: goodHello, body: EMPTY_BODY });
    }
    const property = fc.property(anyMessage, (message) => {
      fc.pre(isRendererMessage(message, DEFAULT_LIMITS));
      const effects = run({ type: 'receive', from: { id: 1, epoch: 1 }, message, body: EMPTY_BODY });
      for (const effect of effects) {
        if (effect.type === 'dispatch') assert.deepEqual(effect.from, { id: 1, epoch: 1 });
        if (effect.type === 'deliver')
          assert.ok(!('senderId' in effect.message) || effect.message.senderId === 1);
      }
    });
    fc.assert(property, { numRuns: 1_000 });
  });
});
