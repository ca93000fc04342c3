import {
  CulvertError,
  EMPTY_BODY,
  MAIN_ID,
  bodyBytes,
  invalidArgument,
  isRendererMessage,
  unpackFrame,
  type Address,
  type Body,
  type Caller,
  type Codec,
  type CulvertErrorCode,
  type Frame,
  type Limits,
  type MainMessage,
  type Packet,
  type Port,
  type RendererMessage,
} from '@culvert/protocol';
import {
  initialState,
  nextAddress,
  nextSeq,
  reduce,
  type Effect,
  type Failure,
  type ReplyEffect,
  type RouterEvent,
  type RouterState,
} from '@culvert/router';
import { BehaviorSubject, Subject, defer, of, type Observable, type SchedulerLike } from 'rxjs';
import { encodeArguments } from './arguments.js';
import { ChannelRegistry } from './channel-registry.js';
import { checkTransport } from './check-transport.js';
import { checkConnectInfo, type ConnectInfo } from './connect-info.js';
import type { ChannelOptions } from './channel-options.js';
import { Connection } from './connection.js';
import type { ContractHost } from './contract/contract-host.js';
import { Dispatcher, type DispatchHost } from './dispatcher.js';
import { emitRemote } from './emit-remote.js';
import { MainExchanges } from './exchange/main-exchanges.js';
import { IncomingFrames } from './incoming-frames.js';
import { describeEvent, describeOutgoing, type Drop, type Inspection } from './inspection.js';
import { FrameSender, type SendFailure } from './frame-sender.js';
import { MainIpc } from './ipc-main.js';
import type { WebContents } from './ipc-types.js';
import { MainChannel } from './main-channel.js';
import { ownError } from './own-error.js';
import { denial, type Policy } from './policy.js';
import { buffersOf, closePorts, platformOf, withTransfer } from './ports.js';
import type { SlowConsumer } from './slow-consumer.js';
import type { Transferable, Transport } from './transport.js';
import type { MainWebContents, WebContentsHost } from './web-contents.js';
import { unhandledText, warn } from './warn.js';
import { WindowRegistry } from './window-registry.js';
import { describeThrown } from './describe-thrown.js';
import type { RedactError } from './redact-error.js';
import { encodeError } from './wire-error.js';

/** Guests of guests of guests: each level carries those below it, and their end. */
const MAX_GUEST_DEPTH = 8;

export interface HubSettings {
  readonly codec: Codec;
  readonly policy: Policy | undefined;
  readonly limits: Limits;
  readonly slowConsumer: SlowConsumer;
  /** 0 or Infinity: no limit. */
  readonly helloTimeoutMs: number;
  readonly scheduler: SchedulerLike;
  readonly callTimeoutMs: number | undefined;
  readonly redactError: RedactError;
}

/** The relay point of main: frames and main's own calls in as events, the router's effects out. */
export class Hub implements WebContentsHost, DispatchHost {
  readonly ipcMain = new MainIpc();
  readonly windows: WindowRegistry;
  readonly inspect$: Observable<Inspection>;
  readonly state$: Observable<RouterState>;
  readonly settings: HubSettings;
  readonly exchanges: MainExchanges;
  private state: RouterState;
  private readonly states: BehaviorSubject<RouterState>;
  private readonly inspect = new Subject<Inspection>();
  private readonly connections = new Map<number, Connection>();
  private readonly channels: ChannelRegistry<MainChannel<unknown>>;
  private readonly dispatcher: Dispatcher;
  /** Effects that wait for those before them: a send inside a listener takes its turn. */
  private readonly effects: Effect[] = [];
  /** Frames that have come from within the effects of a packet, as those of guests do in one of their window. */
  private readonly incoming = new IncomingFrames();
  private running = false;
  private closed = false;

  constructor(settings: HubSettings) {
    const { codec, limits, scheduler } = settings;
    this.settings = settings;
    this.windows = new WindowRegistry(scheduler);
    this.state = initialState({
      codec: codec.name,
      pendingLimit: limits.pendingCalls,
      streamLimit: limits.openStreams,
    });
    this.states = new BehaviorSubject(this.state);
    // The last state is there for late subscribers even after `close`.
    this.state$ = defer(() => (this.closed ? of(this.state) : this.states));
    this.inspect$ = this.inspect.asObservable();
    this.channels = new ChannelRegistry((name) => new MainChannel<unknown>(this.channelSender(name)));
    this.dispatcher = new Dispatcher(this);
    this.exchanges = this.createExchanges();
  }

  /** For `wrap`, of main itself or of one renderer, and for `expose`. */
  contractHost(id?: number): ContractHost {
    if (id === undefined) {
      return {
        channel: (name) => this.channel(name),
        answersSync: true,
        expose: (channel, exposed) => this.ipcMain.expose(channel, exposed),
      };
    }
    return { exchanges: this.exchanges.exchanges, to: id, channel: (name) => this.channel(name).to(id) };
  }

  connect(transport: Transport, info: ConnectInfo, carrier?: Connection): WebContents {
    checkTransport('connect', transport);
    if (this.closed) {
      transport.close();
      throw new CulvertError('ERR_CULVERT_DISCONNECTED', 'This main is closed.');
    }
    const { id, graceMs, graceUntil$, kind = 'window', ...rest } = checkConnectInfo(info);
    const address = nextAddress(this.state, id);
    const previous = this.connections.get(address.id);
    const { helloTimeoutMs, limits, scheduler } = this.settings;
    if (previous === undefined && this.connections.size >= limits.renderers)
      throw this.refuseRenderer(transport);
    const connection: Connection = new Connection({
      address,
      carrier,
      sender: { id: address.id, kind, ...rest },
      transport,
      scheduler,
      limits,
      grace: graceMs ?? graceUntil$ ?? 0,
      onSendFailure: (failure) => this.dropUnsent(address, failure),
      onIgnored: (count) => this.drop({ reason: 'foreign', message: 'frame', from: address.id, count }),
      onSlow: (waiting) => this.slowRenderer(connection, 'slow', waiting),
      onDrained: (waiting) => this.slowRenderer(connection, 'drained', waiting),
      onOverrun: () => this.endFor(connection, 'slow-consumer'),
      onSilence: () => this.endFor(connection, 'hello-timeout'),
      helloTimeoutMs,
      connectGuest: (guest, how) => this.connectGuest(guest, { ...how, host: address.id }, connection),
      refuseGuest: (reason, message) => this.drop({ reason, message: message.kind, from: address.id }),
    });
    previous?.end();
    this.connections.set(address.id, connection);
    const ports = transport.movesPorts === true && { movesPorts: true as const };
    this.dispatch({ type: 'connect', address, info: { kind, ...rest }, ...ports });
    const webContents = this.windows.open(address.id, this, info.host);
    connection.listen(
      (frame) => this.receiveFrame(connection, frame),
      () => this.disconnect(connection),
    );
    return webContents;
  }

  channel<T>(name: string, options?: ChannelOptions): MainChannel<T> {
    return this.channels.get(name, options) as MainChannel<T>;
  }

  findChannel(name: string): MainChannel<unknown> | undefined {
    return this.channels.find(name);
  }

  find(id: number): MainWebContents | undefined {
    return this.windows.find(id);
  }

  connectionAt(address: Address): Connection | undefined {
    const connection = this.connections.get(address.id);
    return connection?.address.epoch === address.epoch ? connection : undefined;
  }

  encode(channel: string, args: readonly unknown[]): Body {
    return encodeArguments(this.settings, channel, args);
  }

  sendTo(
    id: number,
    channel: string,
    args: readonly unknown[],
    transfer: readonly Transferable[] = [],
  ): void {
    // Nobody is told that a window is gone by an error: what is sent to it is dropped, its ports with it.
    const transport = this.connections.get(id)?.transport ?? { movesPorts: true };
    const encoded = encodeArguments(this.settings, channel, args, buffersOf(transfer));
    const body = withTransfer(encoded, channel, transfer, transport);
    this.dispatch({ type: 'send', to: { id }, channel, body });
  }

  /** Reduces at once, so that the state is never behind; effects run in order, after those that are running. */
  dispatch(event: RouterEvent): void {
    const previous = this.state;
    const [next, effects] = reduce(previous, event);
    this.state = next;
    if ('body' in event && event.body.ports && !effects.some(isOnItsWay)) closePorts(event.body);
    this.effects.push(...effects);
    const isOutermost = !this.running;
    // Before anybody hears of it: what a subscriber of state$ or inspect$ sends takes its turn as well.
    this.running = true;
    try {
      if (next !== previous) this.states.next(next);
      if (this.inspect.observed) this.inspect.next(describeEvent(event, effects, this.now()));
      while (isOutermost && this.runNext());
    } finally {
      if (isOutermost) this.running = false;
    }
  }

  /** @returns whether there was anything to do */
  private runNext(): boolean {
    const effect = this.effects.shift();
    if (effect !== undefined) {
      this.run(effect);
      return true;
    }
    const arrival = this.incoming.shift();
    if (arrival !== undefined) this.receive(arrival.connection, arrival.packet);
    return arrival !== undefined;
  }

  drop(drop: Drop): void {
    if (this.inspect.observed) this.inspect.next({ kind: 'drop', at: this.now(), ...drop });
  }

  /** A peer that keeps sending what cannot be taken is closed. */
  countBadFrame(connection: Connection, reason: 'malformed' | 'over-limit', message = 'frame'): void {
    this.drop({ reason, message, from: connection.address.id });
    if (++connection.badFrames > this.settings.limits.badFrames) this.disconnect(connection);
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    for (const connection of [...this.connections.values()]) this.disconnect(connection);
    this.windows.close();
    this.inspect.complete();
    this.states.complete();
  }

  private dropUnsent({ id: to }: Address, { error, lost, isUnpackable }: SendFailure<MainMessage>): void {
    const reason = isUnpackable ? 'over-limit' : 'transport-failed';
    const failure = { reason, detail: describeThrown(error) } as const;
    for (const { message, body } of lost) {
      closePorts(body);
      this.drop({ ...failure, ...describeOutgoing(message, to) });
    }
    if (lost.length === 0) this.drop({ ...failure, message: 'close', from: MAIN_ID, to });
  }

  /** Ids up to this one are given by others, who name them in `connect`; fresh ones are greater from now on. */
  reserveIds(upTo: number): void {
    if (!Number.isSafeInteger(upTo)) throw invalidArgument('The last reserved id must be an integer.');
    this.dispatch({ type: 'reserveIds', upTo });
  }

  private now(): number {
    return this.settings.scheduler.now();
  }

  private channelSender(name: string) {
    return {
      broadcast: (value: unknown) =>
        this.dispatch({ type: 'broadcast', channel: name, body: this.encode(name, [value]) }),
      send: (id: number, value: unknown) => this.sendTo(id, name, [value]),
    };
  }

  private receiveFrame(connection: Connection, frame: Frame): void {
    let packets: Packet<RendererMessage>[];
    try {
      const { encoding } = connection.transport;
      packets = unpackFrame<RendererMessage>(frame, encoding, connection.frameBudget());
    } catch (error) {
      this.countBadFrame(connection, isOverLimit(error) ? 'over-limit' : 'malformed');
      return;
    }
    if (this.running) this.incoming.push(connection, packets);
    else for (const packet of packets) this.receive(connection, packet);
  }

  private receive(connection: Connection, { message, body }: Packet<RendererMessage>): void {
    const { limits, policy } = this.settings;
    if (!isRendererMessage(message, limits) || (body.ports !== undefined && !mayHavePorts(message))) {
      closePorts(body);
      this.countBadFrame(connection, 'malformed');
    } else if (bodyBytes(body) > limits.messageBytes && message.kind !== 'guestFrame') {
      closePorts(body);
      this.countBadFrame(connection, 'over-limit', message.kind);
    } else {
      const denied = policy && denial(policy, this.state, connection.sender, message);
      const from = connection.address;
      this.dispatch({ type: 'receive', from, message, body, ...(denied !== undefined && { denied }) });
    }
  }

  private connectGuest(transport: Transport, info: ConnectInfo, host: Connection): number | undefined {
    if (host.depth >= MAX_GUEST_DEPTH) return undefined;
    if (info.id === undefined && this.connections.size >= this.settings.limits.renderers) return undefined;
    return this.connect(transport, { ...info, kind: 'webview' }, host).id;
  }

  private disconnect(connection: Connection): void {
    const { address } = connection;
    connection.end();
    if (this.connectionAt(address) === undefined) return;
    this.connections.delete(address.id);
    this.dispatch({ type: 'disconnect', address });
    this.windows.leave(address.id, connection.grace);
  }

  /** The one place where main acts. */
  private run(effect: Effect): void {
    switch (effect.type) {
      case 'deliver':
        for (const to of effect.to) this.deliver(to, effect);
        break;
      case 'reply':
        this.reply(effect);
        break;
      case 'dispatch':
        this.dispatcher.dispatch(effect);
        break;
      case 'openPort':
        this.openPort(effect);
        break;
      case 'abandon':
        this.dispatcher.abandon(effect.of, effect.seq);
        break;
      case 'relay':
        this.connectionAt(effect.from)?.guests.receive(effect.message, effect.body);
        break;
      case 'refuse': {
        const { code, reason } = effect.failure;
        const connection = this.connectionAt(effect.to);
        if (connection === undefined) break;
        this.drop({ reason: 'refused', message: 'hello', from: effect.to.id, detail: `${code}: ${reason}` });
        connection.refuse(code, reason);
        this.disconnect(connection);
        break;
      }
      case 'drop': {
        const { type: _, kind: message, ...drop } = effect;
        this.drop({ ...drop, message });
        break;
      }
    }
  }

  /** @returns whether it was taken */
  private deliver(to: Address, effect: Extract<Effect, { type: 'deliver' }>): boolean {
    const { message, body } = effect;
    const connection = this.connectionAt(to);
    if (connection === undefined) {
      // It ended between the router's decision and its turn here.
      this.drop({ reason: 'disconnected', ...describeOutgoing(message, to.id) });
      closePorts(body);
      return false;
    }
    if (message.kind === 'welcome') {
      connection.welcome(message);
      return true;
    }
    const packet = { message, body, isShared: effect.to.length > 1 || this.inspect.observed };
    if (!CAN_BE_LEFT_OUT.has(message.kind)) {
      connection.insist(packet);
      return true;
    }
    if (connection.deliver(packet)) return true;
    closePorts(body);
    this.drop({ reason: 'queue-full', ...describeOutgoing(message, to.id) });
    if (message.kind === 'serveCall' || message.kind === 'serveStream') {
      const failure = overflow(message.channel, to.id);
      this.dispatch({ type: 'undelivered', to, seq: message.seq, failure });
    }
    return false;
  }

  /** Main makes the channel, hands out both ends, and sees nothing of what goes through. */
  private openPort({ from, seq, to, channel }: Extract<Effect, { type: 'openPort' }>): void {
    const refuse = (why: string, code: CulvertErrorCode = 'ERR_CULVERT_PORTS_UNSUPPORTED') => {
      const result = { code, reason: `'${channel}': ${why}` };
      this.reply({ type: 'reply', to: from, seq, sync: false, result });
    };
    const platform = platformOf(this.connectionAt(from));
    if (platform !== platformOf(this.connectionAt(to))) {
      return refuse(`renderers ${from.id} and ${to.id} have ports of different kinds, which nothing joins.`);
    }
    const ports = platform.create();
    if (ports === undefined) return refuse(`main has no ${platform.channelName} to make it with.`);
    const [asked, asking] = ports;
    const bodyWith = (port: Port): Body => ({ ...EMPTY_BODY, ports: [port] });
    const message = { kind: 'deliverPort', channel, senderId: from.id } as const;
    if (!this.deliver(to, { type: 'deliver', to: [to], message, body: bodyWith(asked) })) {
      closePorts(bodyWith(asking));
      return refuse(`the renderer ${to.id} does not read what is sent to it.`, 'ERR_CULVERT_OVERFLOW');
    }
    const result = { ok: true, body: bodyWith(asking) };
    this.reply({ type: 'reply', to: from, seq, sync: false, result });
  }

  private reply(effect: Extract<Effect, { type: 'reply' }>): void {
    const { to, seq, sync, result } = effect;
    if (to.id === MAIN_ID) {
      this.exchanges.settle(effect);
      return;
    }
    const connection = this.connectionAt(to);
    if (connection === undefined) {
      if ('body' in result) closePorts(result.body);
      return;
    }
    const ok = 'body' in result && result.ok;
    const body =
      'body' in result
        ? result.body
        : this.encodeError(new CulvertError(result.code, result.reason), connection.sender);
    const isShared = this.inspect.observed;
    const packet = { message: { kind: 'reply', seq, ok }, body, isShared } as const;
    const isTaken = sync ? connection.replySync(packet) : connection.deliver(packet);
    if (!isTaken) this.replyOverflow(connection, effect, body);
    this.dispatcher.settled(to, seq);
  }

  /** The answer has no place any more; that it is lost has. */
  private replyOverflow(connection: Connection, { seq, sync }: ReplyEffect, lost: Body): void {
    const { id } = connection.address;
    closePorts(lost);
    this.drop({ reason: 'queue-full', message: 'reply', from: MAIN_ID, to: id });
    const { code, reason } = overflow('the answer', id);
    const body = ownError(this.settings.codec, code, reason);
    const packet = { message: { kind: 'reply', seq, ok: false }, body } as const;
    if (sync) connection.insistSync(packet);
    else connection.insist(packet);
  }

  private slowRenderer(connection: Connection, kind: 'slow' | 'drained', queuedBytes: number): void {
    const { id } = connection.address;
    if (this.inspect.observed) this.inspect.next({ kind, at: this.now(), id, queuedBytes });
    const webContents = this.windows.find(id);
    if (webContents !== undefined) emitRemote(webContents, kind, { queuedBytes });
    if (kind === 'slow' && this.settings.slowConsumer === 'close') this.endFor(connection, 'slow-consumer');
  }

  private endFor(connection: Connection, reason: 'slow-consumer' | 'hello-timeout'): void {
    const { id } = connection.address;
    this.drop({ reason, message: 'connection', from: MAIN_ID, to: id });
    this.disconnect(connection);
  }

  /** The renderer is told why, and the connection closed. */
  private refuseRenderer(transport: Transport): CulvertError {
    const { limits } = this.settings;
    const reason = `This main has ${limits.renderers} renderers already.`;
    const sender = new FrameSender<MainMessage>(transport, () => undefined);
    const message = { kind: 'refuse', code: 'ERR_CULVERT_OVERFLOW', reason } as const;
    sender.send([{ message, body: EMPTY_BODY }]);
    sender.close();
    this.drop({ reason: 'over-limit', message: 'connection', from: MAIN_ID });
    return new CulvertError(message.code, reason);
  }

  encodeError(error: unknown, caller: Caller): Body {
    const { codec, limits, redactError } = this.settings;
    return encodeError(codec, redactError, error, caller, limits.messageBytes);
  }

  private createExchanges(): MainExchanges {
    const { codec, limits, scheduler, callTimeoutMs } = this.settings;
    const isClosed = () => this.closed;
    return new MainExchanges({
      codec,
      limits,
      scheduler,
      callTimeoutMs,
      get closedError() {
        return isClosed() ? new CulvertError('ERR_CULVERT_DISCONNECTED', 'This main is closed.') : undefined;
      },
      encode: (channel, args) => this.encode(channel, args),
      encodeError: (error, caller) => this.encodeError(error, caller),
      reportUnhandled: (channel, error, from) => {
        warn(unhandledText(channel, error, from));
        const detail = describeThrown(error);
        this.drop({ reason: 'unhandled-error', message: 'stream', channel, from: from!, detail });
      },
      nextSeq: () => nextSeq(this.state),
      renderer: (id) => this.connections.get(id),
      dispatch: (event) => this.dispatch(event),
    });
  }
}

/** Whether the body of the event, and the ports in it, go on with this effect. */
function isOnItsWay({ type }: Effect): boolean {
  return type === 'deliver' || type === 'dispatch' || type === 'relay';
}

function isOverLimit(error: unknown): boolean {
  const { cause } = error as Error;
  return cause instanceof CulvertError && cause.code === 'ERR_CULVERT_MESSAGE_TOO_LARGE';
}

/** What a renderer that does not read goes without. The rest belongs to what is open, and is bounded by that. */
const CAN_BE_LEFT_OUT: ReadonlySet<MainMessage['kind']> = new Set([
  'deliver',
  'deliverToHost',
  'deliverPort',
  'serveCall',
  'serveStream',
]);

function overflow(what: string, id: number): Failure {
  const reason = `'${what}': too much waits already for the renderer ${id}, which does not read it.`;
  return { code: 'ERR_CULVERT_OVERFLOW', reason };
}

/** By `postMessage` to main, and what guests send within their own frames: elsewhere they would go round the policy. */
function mayHavePorts({ kind }: RendererMessage): boolean {
  return kind === 'send' || kind === 'guestFrame';
}
