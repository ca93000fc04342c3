import {
  CulvertError,
  EMPTY_BODY,
  MAIN_ID,
  checkObject,
  invalidArgument,
  type Address,
  type Codec,
  type Limits,
  type MainMessage,
  type Packet,
} from '@culvert/protocol';
import { initialState, nextAddress, type RouterState } from '@culvert/router';
import type { Observable, SchedulerLike } from 'rxjs';
import type { ChannelOptions } from '../channels/channel-options.js';
import { ChannelRegistry } from '../channels/channel-registry.js';
import { MainChannel } from '../channels/main-channel.js';
import { emitRemote } from '../emitters/emit-remote.js';
import type { WebContents } from '../emitters/ipc-types.js';
import type { RedactError } from '../errors/redact-error.js';
import type { RpcHost } from '../rpc/rpc-host.js';
import { attempt } from '../runtime/attempt.js';
import type { Completion } from '../runtime/completion.js';
import { describeThrown } from '../runtime/describe-thrown.js';
import { checkTransport, claimTransport } from '../transport/check-transport.js';
import { closePorts } from '../transport/message-port.js';
import { buffersOf, withTransfer } from '../transport/transfer-list.js';
import type { Transferable } from '../transport/message-port.js';
import type { Transport } from '../transport/transport.js';
import type { ChangeReports } from '../wire/change-reports.js';
import { FrameSender, type SendFailure } from '../wire/frame-sender.js';
import { MAX_GIVEN_ID, checkConnectInfo, type ConnectInfo } from './connect-info.js';
import { Connection } from './connection.js';
import { Connections } from './connections.js';
import { Dispatcher } from './dispatch/dispatcher.js';
import { EffectRunner } from './effect-runner.js';
import { EventLoop } from './event-loop.js';
import { describeOutgoing, type Drop, type Inspection } from './inspection.js';
import { Intake } from './intake.js';
import { MainIpc } from './ipc-main.js';
import { MainEncoder } from './main-encoder.js';
import { MainRpc } from './main-rpc.js';
import type { Policy } from './policy.js';
import type { SlowConsumer } from './slow-consumer.js';
import type { WebContentsHost } from './web-contents.js';
import { WindowRegistry } from './window-registry.js';

/** The deepest nesting of guests. Each level carries the frames of all levels below it. */
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

/**
 * Puts main's pipeline together, and connects renderers to it: a frame goes through {@link Intake}, the {@link EventLoop}
 * reduces it, and the {@link EffectRunner} carries out what the router decides.
 */
export class Hub implements WebContentsHost {
  readonly ipcMain = new MainIpc();
  readonly windows: WindowRegistry;
  readonly inspect$: Observable<Inspection>;
  readonly state$: Observable<RouterState>;
  readonly settings: HubSettings;
  private readonly loop: EventLoop;
  private readonly intake: Intake;
  private readonly effects: EffectRunner;
  private readonly connections = new Connections();
  private readonly channels: ChannelRegistry<MainChannel<unknown>>;
  private readonly encoder: MainEncoder;
  private readonly rpc: MainRpc;
  private closed = false;
  private closing: Promise<void> | undefined;

  constructor(settings: HubSettings) {
    const { codec, limits, policy, scheduler } = settings;
    const { connections, ipcMain } = this;
    this.settings = settings;
    this.encoder = new MainEncoder(settings);
    this.channels = new ChannelRegistry((name) => new MainChannel<unknown>(this.channelSender(name)));
    this.loop = new EventLoop({
      initial: initialState({
        codec: codec.name,
        pendingLimit: limits.pendingCalls,
        streamLimit: limits.openStreams,
      }),
      scheduler,
      run: (effect) => this.effects.run(effect),
      receive: (connection, packet) => this.intake.receive(connection, packet),
    });
    const { loop, channels, encoder } = this;
    const disconnect = (connection: Connection) => void this.disconnect(connection);
    this.state$ = loop.observation.state$;
    this.inspect$ = loop.observation.inspect$;
    this.windows = new WindowRegistry(scheduler, (task) => loop.do(task));
    this.rpc = new MainRpc({ loop, connections, encoder, isClosed: () => this.closed, ...settings });
    this.intake = new Intake({ loop, connections, limits, policy, disconnect });
    const { windows, intake, rpc } = this;
    const parts = { loop, connections, encoder, rpc };
    const dispatcher = new Dispatcher({ ipcMain, windows, channels, intake, scheduler, ...parts });
    this.effects = new EffectRunner({ dispatcher, disconnect, ...parts });
  }

  /** Serves `expose`, and `wrap` of main itself or of one renderer. */
  rpcHost(id?: number): RpcHost {
    if (id === undefined) {
      return {
        channel: (name) => this.channel(name),
        answersSync: true,
        expose: (channel, exposed) => this.ipcMain.expose(channel, exposed),
      };
    }
    return { table: this.rpc.table, to: id, channel: (name) => this.channel(name).to(id) };
  }

  /**
   * @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` for a renderer's end of a transport, and for a used transport
   * @throws CulvertError after `close`, and if main has reached its limit of renderers
   */
  connect(transport: Transport, info: ConnectInfo, carrier?: Connection): WebContents {
    checkTransport('connect', transport);
    if (transport.sendSync && !transport.replySync)
      throw invalidArgument(
        "connect got a renderer's end, for createRenderer(). Use workerTransport(worker) or childTransport(child); serve(main) connects its clients itself.",
      );
    checkObject('connect: info', info);
    if (this.closed) {
      attempt(() => transport.close());
      throw new CulvertError('ERR_CULVERT_DISCONNECTED', 'This main is closed.');
    }
    const { connections, loop } = this;
    const { id, graceMs, graceUntil$, kind = 'window', ...rest } = checkConnectInfo(info);
    const address = Object.freeze(nextAddress(loop.state, id));
    const previous = connections.find(address.id);
    const { helloTimeoutMs, limits, scheduler } = this.settings;
    if (previous === undefined && connections.size >= limits.renderers) throw this.refuseRenderer(transport);
    claimTransport(transport);
    const ports = transport.transfersPorts === true && { transfersPorts: true as const };
    const carried = carrier !== undefined && { carrier: carrier.root };
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
    connections.add(connection);
    const isNew = this.windows.find(address.id) === undefined;
    const webContents = this.windows.open(address.id, this, info.host);
    // All tables have it now: code that runs from here on may end it, or connect another one in its place.
    loop.dispatch({ type: 'connect', address, info: { kind, ...rest }, ...ports, ...carried });
    if (previous !== undefined) attempt(() => void previous.end());
    if (isNew) this.windows.announce(webContents);
    this.listen(connection);
    return webContents;
  }

  /** After listeners have heard of the new connection, because one of them may have ended it. */
  private listen(connection: Connection): void {
    if (this.connections.at(connection.address) === undefined) return;
    try {
      connection.listen(
        (frame) => this.intake.receiveFrame(connection, frame),
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

  /** The WebContents with this id, `undefined` after it was destroyed. */
  find(id: number): WebContents | undefined {
    return this.windows.find(id);
  }

  /** Sending to a closed window is not an error: main drops the message and closes its ports. */
  sendTo(
    id: number,
    channel: string,
    args: readonly unknown[],
    transfer: readonly Transferable[] = [],
  ): void {
    const transport = this.connections.find(id)?.transport ?? { transfersPorts: true };
    const encoded = this.encoder.encode(channel, args, buffersOf(transfer));
    const body = withTransfer(encoded, channel, transfer, transport);
    this.loop.dispatch({ type: 'send', to: { id }, channel, body });
  }

  /** Shows a drop on `inspect$`. */
  drop(drop: Drop): void {
    checkObject('reportDrop: drop', drop);
    this.loop.drop(drop);
  }

  /** Other code gives the ids up to this one, and names them in `connect`. Main's fresh ids are greater from now on. */
  reserveIds(upTo: number): void {
    if (!Number.isSafeInteger(upTo) || upTo > MAX_GIVEN_ID)
      throw invalidArgument(`The last reserved id must be an integer, ${MAX_GIVEN_ID} at most.`);
    this.loop.dispatch({ type: 'reserveIds', upTo });
  }

  close(): Completion {
    this.closing ??= this.end();
    return this.closing;
  }

  private async end(): Promise<void> {
    const { loop } = this;
    this.rpc.table.flush();
    loop.finish();
    this.closed = true;
    const ends: Promise<void>[] = [];
    loop.atomically(() => {
      for (const connection of this.connections.all()) ends.push(this.disconnect(connection, true));
      this.windows.close();
      loop.end();
    });
    await Promise.all(ends);
  }

  private exit(): void {
    this.rpc.table.exit();
    this.loop.exit();
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

  private channelSender(name: string) {
    return {
      broadcast: (value: unknown) => {
        const body = this.encoder.encode(name, [value]);
        this.loop.dispatch({ type: 'broadcast', channel: name, body });
      },
      send: (id: number, value: unknown) => this.sendTo(id, name, [value]),
    };
  }

  private connectGuest(transport: Transport, info: ConnectInfo, host: Connection): number | undefined {
    if (host.depth >= MAX_GUEST_DEPTH) return undefined;
    // A guest that returns needs a place of its own, unless its previous document still has one.
    const isPresent = info.id !== undefined && this.connections.has(info.id);
    if (!isPresent && this.connections.size >= this.settings.limits.renderers) return undefined;
    // A guest is remote if the renderer that carries it is.
    const { remote } = host.sender;
    return this.connect(transport, { ...info, kind: 'webview', remote }, host).id;
  }

  /** @returns resolves when its transport is closed, and never rejects */
  private disconnect(connection: Connection, waits = false): Completion {
    const { address, grace } = connection;
    let ended = Promise.resolve();
    this.loop.atomically(() => {
      const wasPresent = this.connections.remove(connection);
      // The transport is foreign code: it may connect this window anew while it ends.
      attempt(() => void (ended = connection.end(waits)));
      if (!wasPresent) return;
      this.loop.dispatch({ type: 'disconnect', address });
      if (!this.connections.has(address.id)) this.windows.leave(address.id, grace);
    });
    return ended;
  }

  private slowRenderer(connection: Connection, kind: 'slow' | 'drained', queuedBytes: number): void {
    const { id } = connection.address;
    this.loop.pressure(kind, id, queuedBytes);
    const webContents = this.windows.find(id);
    if (webContents !== undefined) emitRemote(webContents, kind, { queuedBytes });
    if (kind === 'slow' && this.settings.slowConsumer === 'close') this.endFor(connection, 'slow-consumer');
  }

  private endFor(connection: Connection, reason: 'slow-consumer' | 'hello-timeout'): void {
    const { id } = connection.address;
    this.drop({ reason, message: 'connection', from: MAIN_ID, to: id });
    this.disconnect(connection);
  }

  /** Main tells the renderer why, and closes its connection. */
  private refuseRenderer(transport: Transport): CulvertError {
    const reason = `This main has ${this.settings.limits.renderers} renderers already.`;
    const sender = new FrameSender<MainMessage>(transport, () => undefined);
    const message = { kind: 'refuse', code: 'ERR_CULVERT_OVERFLOW', reason } as const;
    sender.send([{ message, body: EMPTY_BODY }]);
    sender.close();
    this.drop({ reason: 'over-limit', message: 'connection', from: MAIN_ID });
    return new CulvertError(message.code, reason);
  }
}
