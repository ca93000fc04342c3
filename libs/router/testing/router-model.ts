import {
  PROTOCOL_VERSION,
  type Address,
  type Body,
  type Call,
  type OpenPort,
  type OpenStream,
  type RendererMessage,
  type SyncRequest,
} from '@culvert/protocol';
import { strict as assert } from 'node:assert';
import type { Effect, ReplyEffect } from '../src/lib/effect.js';
import type { Receive, RouterEvent } from '../src/lib/event.js';
import type { RouterState, SenderInfo } from '../src/lib/state.js';
import { CODEC, failure, settings } from './event-sequences.js';

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
export class RouterModel {
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
