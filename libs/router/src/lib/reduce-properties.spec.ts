import {
  DEFAULT_LIMITS,
  EMPTY_BODY,
  PROTOCOL_VERSION,
  isRendererMessage,
  type Address,
  type Body,
  type Call,
  type OpenPort,
  type OpenStream,
  type RendererMessage,
  type SyncRequest,
} from '@culvert/protocol';
import fc from 'fast-check';
import { strict as assert } from 'node:assert';
import type { Effect, ReplyEffect } from './effect.js';
import type { Receive, RouterEvent } from './event.js';
import { reduce } from './reduce.js';
import { initialState, nextAddress, type RouterState, type SenderInfo } from './state.js';

const SEQUENCES = 10_000;
const EVENTS_PER_SEQUENCE = 30;
/** How often each kind of effect, and each reason to drop, must occur. Otherwise the other checks mean nothing. */
const MIN_SEEN = 500;
const TIME_LIMIT_MS = 120_000;

const CODEC = 'electronJson';
const settings = { codec: CODEC, pendingLimit: 2, streamLimit: 2 };
const failure = { code: 'ERR_CULVERT_TIMEOUT', reason: 'Too late.' } as const;

/** A connected renderer by its place in the list, or an id that may have no renderer. */
type Who = { readonly nth: number } | { readonly id: number };
/** The connection of an id that an event names. */
type When = 'now' | 'before' | 'after' | 'first';

interface Whom {
  readonly who: Who;
  readonly when: When;
}

/**
 * An event without the parts that depend on the sequence so far: epochs, and the number that tells bodies
 * apart.
 */
type Step =
  | {
      readonly type: 'connect';
      readonly who: Who | undefined;
      readonly when: When;
      readonly info: SenderInfo;
      readonly transfersPorts: boolean;
    }
  | ({ readonly type: 'disconnect' } & Whom)
  | ({ readonly type: 'receive'; readonly message: RendererMessage; readonly denied?: string } & Whom)
  | { readonly type: 'send'; readonly who: Who; readonly when: When | undefined }
  | { readonly type: 'broadcast' }
  | { readonly type: 'reserveIds'; readonly upTo: number }
  | ({ readonly type: 'answer'; readonly seq: number; readonly ok: boolean } & Whom)
  | ({ readonly type: 'fail'; readonly seq: number } & Whom)
  | ({
      readonly type: 'refuseRequest';
      readonly kind: 'sync' | 'call' | 'port';
      readonly seq: number;
    } & Whom);

/** Numbers are few, so that events meet. Some are numbers that no honest peer sends. */
const id = often(fc.integer({ min: 1, max: 4 }), fc.constantFrom(0, -1, -0, 99, 2 ** 53 - 1));
const seq = often(fc.integer({ min: 0, max: 3 }), fc.constantFrom(-1, -0, -7, 2 ** 32, 2 ** 53 - 1));
const channel = fc.constantFrom('c', 'd', '', '__proto__', 'constructor', 'error', '\u0000', '\ud800');
const who: fc.Arbitrary<Who> = often<Who>(fc.record({ nth: fc.nat(3) }), fc.record({ id }));
const when = often<When>(fc.constant('now'), fc.constantFrom('before', 'after', 'first'));
const info = fc.record(
  {
    kind: fc.constantFrom<SenderInfo['kind'][]>('window', 'webview', 'worker', 'process'),
    host: fc.integer({ min: 0, max: 4 }),
    origin: fc.constantFrom('https://a.test', 'null', '__proto__'),
    identity: fc.string(),
  },
  { requiredKeys: ['kind'] },
);
const movesPortsMostly = fc.constantFrom(true, true, false);
const goodHello = { kind: 'hello', version: PROTOCOL_VERSION, codec: CODEC } as const;

const messages: readonly (readonly [weight: number, fc.Arbitrary<RendererMessage>])[] = [
  [3, fc.constant(goodHello)],
  [
    2,
    record('hello', {
      version: fc.constantFrom(PROTOCOL_VERSION, 0, -1),
      codec: fc.constantFrom(CODEC, 'x'),
    }),
  ],
  [3, record('send', { channel })],
  [7, record('call', { channel, seq })],
  [7, record('sync', { channel, seq, timeoutMs: fc.constantFrom(0, 1, 1e300) })],
  [3, record('cancel', { seq })],
  [3, record('sendTo', { channel, to: id })],
  [3, record('sendToHost', { channel })],
  [5, record('port', { channel, to: id, seq })],
  [2, record('guestFrame', { link: seq })],
  [1, record('closeGuest', { guest: seq })],
  [1, record('openGuest', { guest: seq, link: seq, origin: fc.constant('https://guest.test') })],
];
const message = fc.oneof(...messages.map(([weight, arbitrary]) => ({ weight, arbitrary })));
const denied = fc.constantFrom('', 'no');

const kindsOfStep: readonly (readonly [weight: number, fc.Arbitrary<Step>])[] = [
  [
    3,
    step('connect', {
      who: fc.option(who, { nil: undefined }),
      when: often<When>(fc.constant('after'), when),
      info,
      transfersPorts: movesPortsMostly,
    }),
  ],
  [2, step('disconnect', { who, when })],
  [18, step('receive', { who, when, message })],
  [2, step('receive', { who, when, message, denied })],
  [2, step('send', { who, when: fc.option(when, { nil: undefined }) })],
  [1, fc.constant({ type: 'broadcast' })],
  [1, step('reserveIds', { upTo: fc.integer({ min: -1, max: 8 }) })],
  [5, step('answer', { who, when, seq, ok: fc.boolean() })],
  [2, step('fail', { who, when, seq })],
  [1, step('refuseRequest', { who, when, seq, kind: fc.constantFrom('sync', 'call', 'port') })],
];
const anyStep = fc.oneof(...kindsOfStep.map(([weight, arbitrary]) => ({ weight, arbitrary })));

/** Most sequences start with some renderers connected and ready. Later steps may undo that. */
const opening = fc.array(info, { maxLength: 3 }).map((infos) =>
  infos.flatMap((info, nth): Step[] => [
    { type: 'connect', who: undefined, when: 'after', info, transfersPorts: nth !== 1 },
    { type: 'receive', who: { nth }, when: 'now', message: goodHello },
  ]),
);
const steps = fc
  .tuple(opening, fc.array(anyStep, { maxLength: EVENTS_PER_SEQUENCE, size: 'max' }))
  .map((parts) => parts.flat());

function often<T>(usual: fc.Arbitrary<T>, rare: fc.Arbitrary<T>): fc.Arbitrary<T> {
  return fc.oneof({ weight: 15, arbitrary: usual }, { weight: 1, arbitrary: rare });
}

function record<Kind extends string, Fields>(
  kind: Kind,
  fields: { [Field in keyof Fields]: fc.Arbitrary<Fields[Field]> },
): fc.Arbitrary<{ kind: Kind } & Fields> {
  return fc.record(fields).map((values) => ({ kind, ...(values as Fields) }));
}

function step<Type extends string, Fields>(
  type: Type,
  fields: { [Field in keyof Fields]: fc.Arbitrary<Fields[Field]> },
): fc.Arbitrary<{ type: Type } & Fields> {
  return fc.record(fields).map((values) => ({ type, ...(values as Fields) }));
}

function toEvent(state: RouterState, current: Step, number: number): RouterEvent {
  const body: Body = { text: String(number), blobs: [] };
  switch (current.type) {
    case 'connect': {
      const { who, when, info, transfersPorts } = current;
      const { id, epoch } = nextAddress(state, who && idOf(state, who));
      return {
        type: 'connect',
        address: { id, epoch: when === 'after' ? epoch : epochOf(state, id, when) },
        info,
        ...(transfersPorts && { transfersPorts }),
      };
    }
    case 'disconnect':
      return { type: 'disconnect', address: addressOf(state, current) };
    case 'receive': {
      const { message, denied } = current;
      const event: Receive = { type: 'receive', from: addressOf(state, current), message, body };
      return denied === undefined ? event : { ...event, denied };
    }
    case 'send': {
      const id = idOf(state, current.who);
      const to = current.when === undefined ? { id } : { id, epoch: epochOf(state, id, current.when) };
      return { type: 'send', to, channel: 'c', body };
    }
    case 'reserveIds':
      return current;
    case 'broadcast':
      return { type: 'broadcast', channel: 'c', body };
    case 'answer': {
      const { seq, ok } = current;
      return { type: 'answer', to: addressOf(state, current), seq, ok, body };
    }
    case 'fail':
      return { type: 'fail', to: addressOf(state, current), seq: current.seq, failure };
    case 'refuseRequest': {
      const { kind, seq } = current;
      return { type: 'refuseRequest', from: addressOf(state, current), kind, seq, failure };
    }
  }
}

function addressOf(state: RouterState, { who, when }: Whom): Address {
  const id = idOf(state, who);
  return { id, epoch: epochOf(state, id, when) };
}

function idOf(state: RouterState, who: Who): number {
  if ('id' in who) return who.id;
  const connected = Object.values(state.endpoints);
  return connected[who.nth % connected.length]?.id ?? 1;
}

function epochOf(state: RouterState, id: number, when: When): number {
  const now = state.endpoints[id]?.epoch ?? state.lastEpoch;
  return { now, before: now - 1, after: now + 1, first: 1 }[when];
}

/** A request that main accepted, and its outcome. */
interface Request {
  readonly sync: boolean;
  readonly channel: string;
  outcome?: 'reply' | 'abandon' | 'cancel';
}

interface Connection {
  readonly address: Address;
  readonly info: SenderInfo;
  readonly transfersPorts: boolean;
  ready: boolean;
  /** By number, with the latest request under each. */
  readonly requests: Map<number, Request>;
}

/** The properties that must hold. The model uses other terms than the router's own, and only events and effects. */
class Model {
  /** How often each case was seen, so that no property holds only because nothing happened. */
  readonly seen: Map<string, number>;
  private readonly connections = new Map<number, Connection>();
  private lastId = 0;
  private lastEpoch = 0;
  /** The last body that one endpoint sent to another. */
  private readonly lastBody = new Map<string, number>();
  private known: RouterState | undefined;

  constructor(seen: Map<string, number>) {
    this.seen = seen;
  }

  get addresses(): Address[] {
    return [...this.connections.values()].map(({ address }) => address);
  }

  check(event: RouterEvent, effects: readonly Effect[]): void {
    const before = new Map([...this.connections].map(([id, { address }]) => [id, address]));
    const expected = this.follow(event);
    for (const effect of effects) {
      this.checkAddresses(effect, before);
      if (effect.type === 'deliver') checkTarget(event, effect.to);
      this.checkOrder(effect);
      this.count(effect);
    }
    assert.deepEqual(effects.filter(isDecisive).map(summary), expected, 'the decisive effects');
  }

  /** The state that follows from the events so far. It is a new object if one of them has changed anything. */
  state(): RouterState {
    this.known ??= this.describe();
    return this.known;
  }

  private describe(): RouterState {
    const endpoints = [...this.connections].map(
      ([id, { address, info, transfersPorts, ready, requests }]) => {
        const open = [...requests].filter(([, { outcome }]) => outcome === undefined);
        const pending = open
          .map(([seq, { sync, channel }]) => ({ seq, kind: sync ? 'sync' : 'call', channel }))
          .sort((a, b) => a.seq - b.seq);
        return [
          id,
          { ...info, ...address, ...(transfersPorts && { transfersPorts }), ready, pending, serving: [] },
        ];
      },
    );
    return {
      ...settings,
      endpoints: Object.fromEntries(endpoints) as RouterState['endpoints'],
      lastId: this.lastId,
      lastEpoch: this.lastEpoch,
      lastSeq: 0,
    };
  }

  /** Exactly the effects of this event that settle a request or an epoch. */
  private follow(event: RouterEvent): object[] {
    switch (event.type) {
      case 'connect': {
        const { address, info, transfersPorts = false } = event;
        if (address.id <= 0 || address.epoch <= this.lastEpoch) return [];
        const abandoned = this.end(this.connections.get(address.id));
        this.known = undefined;
        this.connections.set(address.id, {
          address,
          info,
          transfersPorts,
          ready: false,
          requests: new Map(),
        });
        this.lastId = Math.max(this.lastId, address.id);
        this.lastEpoch = address.epoch;
        return abandoned;
      }
      case 'disconnect':
        return this.end(this.at(event.address));
      case 'receive':
        return this.followMessage(event);
      case 'answer':
      case 'fail': {
        const request = this.openRequest(event.to, event.seq);
        if (request === undefined) return [];
        this.settle(request, 'reply');
        const code = event.type === 'fail' ? failure.code : event.ok;
        return [{ reply: event.seq, to: event.to, sync: request.sync, code }];
      }
      case 'reserveIds':
        if (event.upTo > this.lastId) this.known = undefined;
        this.lastId = Math.max(this.lastId, event.upTo);
        return [];
      case 'send':
      case 'broadcast':
        return [];
      // For calls and streams between renderers see rpc-properties.spec.ts
      case 'open':
      case 'rpc':
      case 'undelivered':
      case 'breakOff':
        return [];
      case 'refuseRequest': {
        const { from: to, seq, kind } = event;
        if (this.at(to) === undefined || this.openRequest(to, seq) !== undefined) return [];
        return [{ reply: seq, to, sync: kind === 'sync', code: failure.code }];
      }
    }
  }

  private followMessage({ from, message, denied }: Receive): object[] {
    const sender = this.at(from);
    if (sender === undefined) return [];
    if (message.kind === 'hello') {
      if (sender.ready) return [];
      if (message.version !== PROTOCOL_VERSION || message.codec !== CODEC) return [{ refuse: from }];
      sender.ready = true;
      this.known = undefined;
      return [];
    }
    if (!sender.ready) {
      if (message.kind === 'openGuest') return [{ relay: 'denied', from }];
      if (!isRequest(message)) return [];
      const { seq, kind } = message;
      return [{ reply: seq, to: from, sync: kind === 'sync', code: 'ERR_CULVERT_DISCONNECTED' }];
    }
    if (message.kind === 'cancel' && denied === undefined) {
      const request = this.openRequest(from, message.seq);
      if (request === undefined) return [];
      this.settle(request, 'cancel');
      return [{ dispatch: 'cancel', from }];
    }
    if (message.kind === 'send' && denied === undefined) return [{ dispatch: 'send', from }];
    if ('link' in message || 'guest' in message) {
      if (denied === undefined) return [{ relay: message.kind, from }];
      return message.kind === 'openGuest' ? [{ relay: 'denied', from }] : [];
    }
    if (message.kind === 'port') return this.followPort(sender, message, denied);
    if (message.kind !== 'sync' && message.kind !== 'call') return [];
    return this.followRequest(sender, message, denied);
  }

  /** Settled at once: a port request is never pending. */
  private followPort({ address, transfersPorts }: Connection, message: OpenPort, denied?: string): object[] {
    const { seq, to } = message;
    if (this.openRequest(address, seq) !== undefined) return [];
    const refuse = (code: string) => [{ reply: seq, to: address, sync: false, code }];
    if (denied !== undefined) return refuse('ERR_CULVERT_DENIED');
    const target = this.connections.get(to);
    if (target === undefined) return refuse('ERR_CULVERT_UNKNOWN_TARGET');
    if (!transfersPorts || !target.transfersPorts) return refuse('ERR_CULVERT_PORTS_UNSUPPORTED');
    return [{ openPort: seq, from: address, to: target.address }];
  }

  private followRequest(
    { address: to, requests }: Connection,
    { kind, seq, channel }: SyncRequest | Call,
    denied: string | undefined,
  ): object[] {
    if (this.openRequest(to, seq) !== undefined) return [];
    const sync = kind === 'sync';
    if (denied !== undefined) return [{ reply: seq, to, sync, code: 'ERR_CULVERT_DENIED' }];
    const open = [...requests.values()].filter(({ outcome }) => outcome === undefined);
    if (open.length >= settings.pendingLimit) {
      return [{ reply: seq, to, sync, code: 'ERR_CULVERT_TOO_MANY_PENDING' }];
    }
    requests.set(seq, { sync, channel });
    this.known = undefined;
    return [{ dispatch: kind, from: to }];
  }

  private end(connection: Connection | undefined): object[] {
    if (connection === undefined) return [];
    const { address: of, requests } = connection;
    this.connections.delete(of.id);
    this.known = undefined;
    const open = [...requests].filter(([, { outcome }]) => outcome === undefined);
    for (const [, request] of open) this.settle(request, 'abandon');
    return open.map(([seq]) => ({ abandon: seq, of })).sort((a, b) => a.abandon - b.abandon);
  }

  private settle(request: Request, outcome: 'reply' | 'abandon' | 'cancel'): void {
    assert.equal(request.outcome, undefined, 'a request has one outcome');
    request.outcome = outcome;
    this.known = undefined;
  }

  private at({ id, epoch }: Address): Connection | undefined {
    const connection = this.connections.get(id);
    return connection?.address.epoch === epoch ? connection : undefined;
  }

  private openRequest(to: Address, seq: number): Request | undefined {
    const request = this.at(to)?.requests.get(seq);
    return request?.outcome === undefined ? request : undefined;
  }

  /**
   * Every target of an effect is connected in the state after the event, in which the effect is carried out. Only an `abandon` names an epoch that is over: one that this very event has ended.
   */
  private checkAddresses(effect: Effect, before: ReadonlyMap<number, Address>): void {
    switch (effect.type) {
      case 'deliver':
        assert.ok(effect.to.length > 0, 'a delivery has a target');
        effect.to.forEach((to) => {
          this.assertConnected(to);
        });
        assert.equal(new Set(effect.to.map(({ id }) => id)).size, effect.to.length, 'each target once');
        break;
      case 'openPort':
        this.assertConnected(effect.from);
        this.assertConnected(effect.to);
        break;
      case 'reply':
      case 'refuse':
        this.assertConnected(effect.to);
        break;
      case 'dispatch':
      case 'relay':
        this.assertConnected(effect.from);
        break;
      case 'abandon':
        assert.deepEqual(before.get(effect.of.id), effect.of, 'abandons what was connected');
        assert.equal(this.at(effect.of), undefined, 'abandons only an ended epoch');
        break;
      case 'drop':
        break;
    }
  }

  private assertConnected(address: Address): void {
    assert.deepEqual(this.connections.get(address.id)?.address, address, 'a target is connected');
  }

  /** The bodies of one sender arrive at each target in the order in which it sent them. */
  private checkOrder(effect: Effect): void {
    if (effect.type === 'dispatch') this.checkNext(effect.from.id, 'main', effect.body);
    if (effect.type !== 'deliver' || effect.message.kind === 'welcome') return;
    const { message } = effect;
    const sender = message.kind === 'deliver' ? message.senderId : 'guestId' in message && message.guestId;
    for (const { id, epoch } of effect.to) this.checkNext(sender, `${id}:${epoch}`, effect.body);
  }

  private checkNext(sender: unknown, target: string, { text }: Body): void {
    const way = `${String(sender)} → ${target}`;
    const last = this.lastBody.get(way) ?? -1;
    assert.ok(Number(text) > last, `${way}: ${text} after ${last}`);
    this.lastBody.set(way, Number(text));
  }

  private count(effect: Effect): void {
    const name = effect.type === 'drop' ? `drop ${effect.reason}` : effect.type;
    this.seen.set(name, (this.seen.get(name) ?? 0) + 1);
  }
}

/** A delivery goes to the target of its event. If the event names an epoch, it goes only to that one. */
function checkTarget(event: RouterEvent, to: readonly Address[]): void {
  if (event.type === 'send') assert.deepEqual(to, [{ ...to[0], ...event.to }]);
  if (event.type !== 'receive') return;
  const { from, message } = event;
  if (message.kind === 'hello') assert.deepEqual(to, [from]);
  if (message.kind === 'sendTo') assert.deepEqual(to, [{ ...to[0], id: message.to }]);
}

function isDecisive(effect: Effect): boolean {
  return effect.type !== 'deliver' && effect.type !== 'drop';
}

function summary(effect: Effect): object {
  switch (effect.type) {
    case 'reply':
      return { reply: effect.seq, to: effect.to, sync: effect.sync, code: resultOf(effect) };
    case 'openPort':
      return { openPort: effect.seq, from: effect.from, to: effect.to };
    case 'abandon':
      return { abandon: effect.seq, of: effect.of };
    case 'refuse':
      return { refuse: effect.to };
    case 'dispatch':
      return { dispatch: effect.message.kind, from: effect.from };
    case 'relay':
      return { relay: effect.denied === true ? 'denied' : effect.message.kind, from: effect.from };
    case 'deliver':
    case 'drop':
      return effect;
  }
}

function isRequest(message: RendererMessage): message is SyncRequest | Call | OpenStream | OpenPort {
  return ['sync', 'call', 'stream', 'port'].includes(message.kind);
}

function resultOf({ result }: ReplyEffect): string | boolean {
  return 'code' in result ? result.code : result.ok;
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(deepFreeze);
  }
  return value;
}

function runSequence(sequence: readonly Step[], model: Model): void {
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
        runSequence(sequence, new Model(seen));
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
