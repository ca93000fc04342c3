import {
  CulvertError,
  EMPTY_BODY,
  MAIN_ID,
  frameToBody,
  invalidArgument,
  isForConsumer,
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
  type Side,
} from '@culvert/router';
import type { Observable, SchedulerLike } from 'rxjs';
import { refusalOf, requestIn, type Refusal } from './admission.js';
import { encodeArguments } from '../wire/arguments.js';
import { attempt } from '../runtime/attempt.js';
import type { ChangeReports } from '../wire/change-reports.js';
import { ChannelRegistry } from '../channels/channel-registry.js';
import { checkTransport } from '../transport/check-transport.js';
import type { Completion } from '../runtime/completion.js';
import { MAX_GIVEN_ID, checkConnectInfo, type ConnectInfo } from './connect-info.js';
import type { ChannelOptions } from '../channels/channel-options.js';
import { Connection } from './connection.js';
import type { ContractHost } from '../rpc/contract-host.js';
import { Dispatcher, type DispatchHost } from './dispatcher.js';
import { emitRemote } from '../emitters/emit-remote.js';
import { MainExchanges } from './main-exchanges.js';
import { describeOutgoing, type Drop, type Inspection } from './inspection.js';
import { FrameSender, type SendFailure } from '../wire/frame-sender.js';
import { MainIpc } from './ipc-main.js';
import type { VerifiedSender, WebContents } from '../emitters/ipc-types.js';
import { MainChannel } from '../channels/main-channel.js';
import { Observation } from './observation.js';
import { ownError } from '../errors/own-error.js';
import { denial, type Policy, type PolicyHost } from './policy.js';
import { buffersOf, closePorts, platformOf, withTransfer, type PortPlatform } from '../transport/ports.js';
import { RelayQueue } from './relay-queue.js';
import { reportUncaught } from '../runtime/report-uncaught.js';
import type { SlowConsumer } from './slow-consumer.js';
import type { Transferable, Transport } from '../transport/transport.js';
import type { MainWebContents, WebContentsHost } from './web-contents.js';
import { UnhandledWarnings, shortText } from '../runtime/warn.js';
import { WindowRegistry } from './window-registry.js';
import { describeThrown } from '../runtime/describe-thrown.js';
import type { RedactError } from '../errors/redact-error.js';
import { encodeError } from '../errors/wire-error.js';

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
  readonly changes?: ChangeReports | undefined;
}

/** The relay point of main: frames and main's own calls in as events, the router's effects out. */
export class Hub implements WebContentsHost, DispatchHost, PolicyHost {
  readonly ipcMain = new MainIpc();
  readonly windows: WindowRegistry;
  readonly inspect$: Observable<Inspection>;
  readonly state$: Observable<RouterState>;
  readonly settings: HubSettings;
  readonly exchanges: MainExchanges;
  private state: RouterState;
  /** The last number that main gave to a call or stream of its own, sent or not. */
  private lastSeq = 0;
  private readonly queue: RelayQueue;
  private readonly observation: Observation;
  private readonly connections = new Map<number, Connection>();
  private readonly channels: ChannelRegistry<MainChannel<unknown>>;
  private readonly dispatcher: Dispatcher;
  private readonly unhandled = new UnhandledWarnings();
  private closed = false;
  private closing: Promise<void> | undefined;

  constructor(settings: HubSettings) {
    const { codec, limits, scheduler } = settings;
    this.settings = settings;
    this.queue = new RelayQueue({
      run: (effect) => this.run(effect),
      receive: (connection, packet) => this.receive(connection, packet),
    });
    this.windows = new WindowRegistry(scheduler, (task) => this.queue.do(task));
    this.state = initialState({
      codec: codec.name,
      pendingLimit: limits.pendingCalls,
      streamLimit: limits.openStreams,
    });
    this.observation = new Observation({ initial: this.state, scheduler, queue: this.queue });
    this.state$ = this.observation.state$;
    this.inspect$ = this.observation.inspect$;
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
      attempt(() => transport.close());
      throw new CulvertError('ERR_CULVERT_DISCONNECTED', 'This main is closed.');
    }
    const { id, graceMs, graceUntil$, kind = 'window', ...rest } = checkConnectInfo(info);
    const address = Object.freeze(nextAddress(this.state, id));
    const previous = this.connections.get(address.id);
    const { helloTimeoutMs, limits, scheduler } = this.settings;
    if (previous === undefined && this.connections.size >= limits.renderers)
      throw this.refuseRenderer(transport);
    const ports = transport.movesPorts === true && { movesPorts: true as const };
    const connection: Connection = new Connection({
      address,
      carrier,
      sender: Object.freeze({ id: address.id, kind, ...rest }),
      transport,
      scheduler,
      limits,
      grace: graceMs ?? graceUntil$ ?? 0,
      onSendFailure: (failure) => this.dropUnsent(address, failure),
      onLost: (lost) => this.dropLost(address, lost),
      onIgnored: (count) => this.drop({ reason: 'foreign', message: 'frame', from: address.id, count }),
      onSlow: (waiting) => this.slowRenderer(connection, 'slow', waiting),
      onDrained: (waiting) => this.slowRenderer(connection, 'drained', waiting),
      onOverrun: () => this.endFor(connection, 'slow-consumer'),
      onSilence: () => this.endFor(connection, 'hello-timeout'),
      onExit: () => this.exit(),
      helloTimeoutMs,
      connectGuest: (guest, how) => this.connectGuest(guest, { ...how, host: address.id }, connection),
      refuseGuest: (reason, message) => this.drop({ reason, message: message.kind, from: address.id }),
    });
    this.connections.set(address.id, connection);
    const isNew = this.windows.find(address.id) === undefined;
    const webContents = this.windows.open(address.id, this, info.host);
    // All tables have it now: whatever runs from here on may end it, or connect another one in its place.
    const carried = carrier !== undefined && { carrier: carrier.root };
    this.dispatch({ type: 'connect', address, info: { kind, ...rest }, ...ports, ...carried });
    if (previous !== undefined) attempt(() => void previous.end());
    if (isNew) this.windows.announce(webContents);
    this.listen(connection);
    return webContents;
  }

  /** After those who heard of the new connection: one of them may have ended it. */
  private listen(connection: Connection): void {
    if (this.connectionAt(connection.address) === undefined) return;
    try {
      connection.listen(
        (frame) => this.receiveFrame(connection, frame),
        () => void this.disconnect(connection),
      );
    } catch (error) {
      this.dropUnsent(connection.address, { error, lost: [], isUnpackable: false });
      this.disconnect(connection);
    }
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
    const [next, effects] = reduce(this.state, event);
    this.state = next;
    if ('body' in event && event.body.ports && !effects.some(isOnItsWay)) closePorts(event.body);
    this.observation.show(event, effects, next);
    for (const effect of effects) this.queue.push(effect);
    this.queue.settle();
  }

  drop(drop: Drop): void {
    if (!this.observation.isObserved) return;
    this.observation.drop(drop);
    this.queue.settle();
  }

  get routerState(): RouterState {
    return this.state;
  }

  senderOf(id: number): VerifiedSender | undefined {
    return this.connections.get(id)?.sender;
  }

  /** A peer that keeps sending what cannot be taken is closed. */
  countBadFrame(connection: Connection, reason: 'malformed' | 'over-limit', message = 'frame'): void {
    this.drop({ reason, message, from: connection.address.id });
    if (++connection.badFrames > this.settings.limits.badFrames) this.disconnect(connection);
  }

  close(): Completion {
    this.closing ??= this.end();
    return this.closing;
  }

  private exit(): void {
    this.exchanges.exchanges.exit();
    this.queue.exit();
  }

  private async end(): Promise<void> {
    this.exchanges.exchanges.flush();
    this.queue.finish();
    this.closed = true;
    const ends: Promise<void>[] = [];
    this.queue.atomically(() => {
      for (const connection of [...this.connections.values()]) ends.push(this.disconnect(connection, true));
      this.windows.close();
      this.queue.push(() => this.observation.end());
    });
    await Promise.all(ends);
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

  private dropLost({ id: to }: Address, lost: readonly Packet<MainMessage>[]): void {
    for (const { message } of lost) this.drop({ reason: 'disconnected', ...describeOutgoing(message, to) });
  }

  /** Ids up to this one are given by others, who name them in `connect`; fresh ones are greater from now on. */
  reserveIds(upTo: number): void {
    if (!Number.isSafeInteger(upTo) || upTo > MAX_GIVEN_ID)
      throw invalidArgument(`The last reserved id must be an integer, ${MAX_GIVEN_ID} at most.`);
    this.dispatch({ type: 'reserveIds', upTo });
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
      closePorts(frameToBody(frame));
      this.countBadFrame(connection, isOverLimit(error) ? 'over-limit' : 'malformed');
      return;
    }
    this.queue.read(connection, packets);
  }

  private receive(connection: Connection, packet: Packet<RendererMessage>): void {
    const { limits, policy } = this.settings;
    const refusal = refusalOf(packet, limits);
    if (refusal !== undefined) {
      this.refuse(connection, packet, refusal);
      return;
    }
    const { message, body } = packet;
    const from = connection.address;
    const denied = policy && denial(policy, this, from, message);
    this.dispatch({ type: 'receive', from, message, body, ...denied });
  }

  /** Who waits for an answer gets one, and who waits for the rest of a stream an error in place of a gap. */
  private refuse(
    connection: Connection,
    packet: Packet<RendererMessage>,
    { reason, failure }: Refusal,
  ): void {
    const { message, body } = packet;
    const { address } = connection;
    closePorts(body);
    const request = requestIn(message);
    const isPart = reason === 'over-limit' && (message.kind === 'items' || message.kind === 'reply');
    if (reason === 'over-limit' && (request !== undefined || isPart)) {
      // The peer may be an honest one with limits of its own.
      const channel = 'channel' in message && { channel: message.channel };
      this.drop({ reason, message: message.kind, from: address.id, ...channel });
    } else this.countBadFrame(connection, reason, reason === 'malformed' ? 'frame' : message.kind);
    if (request !== undefined) this.dispatch({ type: 'refuseRequest', from: address, ...request, failure });
    else if (message.kind === 'openGuest' && Number.isSafeInteger(message.link))
      connection.insist({ message: { kind: 'guestClosed', link: message.link }, body: EMPTY_BODY });
    else if (isPart)
      this.breakOff(address, isForConsumer(message) ? 'server' : 'opener', message.seq, failure);
  }

  private breakOff(at: Address, side: Side, seq: number, failure: Failure): void {
    this.dispatch({ type: 'breakOff', at, seq, side, failure });
  }

  private connectGuest(transport: Transport, info: ConnectInfo, host: Connection): number | undefined {
    if (host.depth >= MAX_GUEST_DEPTH) return undefined;
    // A guest that comes back needs a place of its own, unless the document before it still has one.
    const isPresent = info.id !== undefined && this.connections.has(info.id);
    if (!isPresent && this.connections.size >= this.settings.limits.renderers) return undefined;
    // Whoever is carried by what came over a network did so as well.
    const { remote } = host.sender;
    return this.connect(transport, { ...info, kind: 'webview', remote }, host).id;
  }

  /** @returns resolves when its transport is closed, and never rejects */
  private disconnect(connection: Connection, waits = false): Completion {
    const { address, grace } = connection;
    let ended = Promise.resolve();
    this.queue.atomically(() => {
      const isPresent = this.connectionAt(address) !== undefined;
      if (isPresent) this.connections.delete(address.id);
      // Its transport is not ours: it may have connected this window anew when it returns.
      attempt(() => void (ended = connection.end(waits)));
      if (!isPresent) return;
      this.dispatch({ type: 'disconnect', address });
      if (!this.connections.has(address.id)) this.windows.leave(address.id, grace);
    });
    return ended;
  }

  /** The one place where main acts. */
  private run(effect: Effect): void {
    switch (effect.type) {
      case 'deliver':
        for (const to of effect.to) this.deliverOne(to, effect);
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
      case 'relay': {
        const guests = this.connectionAt(effect.from)?.guests;
        if (guests === undefined) closePorts(effect.body);
        else if (effect.denied !== true) guests.receive(effect.message, effect.body);
        else if (effect.message.kind === 'openGuest') guests.deny(effect.message);
        break;
      }
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

  /** One that fails is no reason to lose what is for the others. */
  private deliverOne(to: Address, effect: Extract<Effect, { type: 'deliver' }>): void {
    try {
      this.deliver(to, effect);
    } catch (error) {
      reportUncaught(error);
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
    const packet = { message, body, isShared: effect.to.length > 1 || this.observation.isObserved };
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
    let ports: readonly [Port, Port] | undefined;
    let platform: PortPlatform;
    try {
      platform = platformOf(this.connectionAt(from));
      if (platform !== platformOf(this.connectionAt(to))) {
        return refuse(
          `renderers ${from.id} and ${to.id} have ports of different kinds, which nothing joins.`,
        );
      }
      ports = platform.create();
    } catch (error) {
      // Why is for main alone.
      reportUncaught(error);
      return refuse('main has failed to make a channel.');
    }
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
    const isShared = this.observation.isObserved;
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
    this.observation.pressure(kind, id, queuedBytes);
    this.queue.settle();
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
        this.unhandled.warn(channel, error, from);
        const detail = shortText(error);
        this.drop({ reason: 'unhandled-error', message: 'stream', channel, from: from!, detail });
      },
      nextSeq: () => (this.lastSeq = Math.max(nextSeq(this.state), this.lastSeq + 1)),
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
