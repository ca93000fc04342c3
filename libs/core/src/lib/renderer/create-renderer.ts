import {
  CulvertError,
  EMPTY_BODY,
  PROTOCOL_VERSION,
  checkDuration,
  checkLimits,
  checkObject,
  electronJson,
  invalidArgument,
  isForConsumer,
  isMainMessage,
  unpackFrame,
  type Body,
  type Codec,
  type Frame,
  type Limits,
  type MainMessage,
  type Packet,
  type RendererMessage,
  type RpcMessage,
} from '@culvert/protocol';
import { Observable, Subscription, type SchedulerLike } from 'rxjs';
import { checkChannel, checkWebContentsId } from '../emitters/check-arguments.js';
import { encodeArguments } from '../wire/arguments.js';
import { createChangeReports } from '../wire/change-reports.js';
import type { Channel } from '../channels/channel.js';
import type { ChannelOptions } from '../channels/channel-options.js';
import { checkParts } from '../runtime/check-parts.js';
import { checkTransport, claimTransport } from '../transport/check-transport.js';
import { Deliveries } from './deliveries.js';
import { FrameSender, type SendFailure } from '../wire/frame-sender.js';
import { GuardedSubject } from '../runtime/guarded-subject.js';
import { openRenderers } from './open-renderers.js';
import { RendererIpc } from './ipc-renderer.js';
import type { Guest, IpcRenderer } from '../emitters/ipc-types.js';
import { closeWhenFlushed, flushTransport } from '../transport/leave-transport.js';
import { Outbox } from '../wire/outbox.js';
import { noHandler, ownError } from '../errors/own-error.js';
import { Requests } from './requests.js';
import { deliverTo, endAll, type OpenCalls } from '../rpc/rpc-entry.js';
import { closePorts, type MessagePortLike } from '../transport/message-port.js';
import { withMainLimit } from './message-limit.js';
import { RendererDrops, type RendererDrop } from './renderer-drops.js';
import type { OpenedPort, Renderer, RendererOptions, RendererStatus } from './renderer.js';
import { ATTACH, type AttachableRenderer, type GuestWire, type RendererParts } from './renderer-wire.js';
import { attempt } from '../runtime/attempt.js';
import type { Transport } from '../transport/transport.js';
import { MAX_DELAY_MS, turnScheduler } from '../runtime/turn-scheduler.js';
import { describeThrown } from '../runtime/describe-thrown.js';

const DEFAULT_SYNC_TIMEOUT_MS = 30_000;

/**
 * Creates a renderer on its end of a transport. It may send at once: main dispatches its messages after the
 * handshake.
 *
 * @example
 * const { ipcRenderer } = createRenderer(parentTransport());
 * ipcRenderer.on('pong', (event, n) => console.log(n));
 * ipcRenderer.send('ping', 1);
 *
 * @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` for an invalid or used transport, and for main's end of one. The same
 * for an invalid time, limit, function or codec
 */
export function createRenderer(transport: Transport, options: RendererOptions = {}): Renderer {
  checkTransport('createRenderer', transport);
  // Only main's end of a transport answers sync requests, and cannot send them.
  if (transport.replySync && !transport.sendSync)
    throw invalidArgument(
      "createRenderer got main's end, for main.connect(). Use parentTransport() or webSocketTransport(url).",
    );
  checkObject('options', options);
  return new RendererEndpoint(transport, options);
}

/** The renderer's end of the wire. Hands incoming messages to its public members: emitter, channels, guests. */
class RendererEndpoint implements Renderer, GuestWire, AttachableRenderer {
  readonly ipcRenderer: IpcRenderer;
  readonly status$: Observable<RendererStatus>;
  readonly ports$: Observable<OpenedPort>;
  readonly drops$: Observable<RendererDrop>;
  readonly codec: Codec;
  readonly limits: Limits;
  readonly changes = createChangeReports();
  readonly openCalls: OpenCalls = new Map();
  readonly syncTimeoutMs: number;
  readonly transport: Transport;
  readonly scheduler: SchedulerLike;
  readonly callTimeoutMs: number | undefined;
  readonly redactError: RendererOptions['redactError'];
  id = 0;
  private readonly requests: Requests;
  private readonly status = new GuardedSubject<RendererStatus>();
  private readonly losses = new RendererDrops();
  private readonly runInContext: RendererOptions['runInContext'];
  private readonly sender: FrameSender<RendererMessage>;
  private readonly outbox: Outbox<RendererMessage>;
  private readonly frames = new Subscription();
  private readonly deliveries: Deliveries;
  private readyPromise: Promise<void> | undefined;
  private settleReady: { resolve(): void; reject(error: Error): void } | undefined;
  readonly parts: { -readonly [Name in keyof RendererParts]?: RendererParts[Name] } = {};
  private present: RendererStatus = 'connecting';
  private lastSeq = 0;
  /** The largest message that main accepts, once main's `welcome` has announced it. */
  private mainBytes = Infinity;
  private endedBy: CulvertError | undefined;
  private closing: Promise<void> | undefined;

  constructor(transport: Transport, options: RendererOptions) {
    const { callTimeoutMs, syncTimeoutMs = DEFAULT_SYNC_TIMEOUT_MS, scheduler = turnScheduler } = options;
    if (callTimeoutMs !== undefined) checkDuration('callTimeoutMs', callTimeoutMs);
    const { codec, redactError, runInContext } = options;
    checkParts(options, { redactError, runInContext });
    this.transport = transport;
    this.scheduler = scheduler;
    this.callTimeoutMs = callTimeoutMs;
    this.redactError = redactError;
    this.codec = codec ?? electronJson;
    this.limits = withMainLimit(checkLimits(options.limits), () =>
      Math.min(this.mainBytes, transport.messageBytes ?? Infinity),
    );
    this.syncTimeoutMs = Math.min(checkDuration('syncTimeoutMs', syncTimeoutMs), MAX_DELAY_MS);
    this.sender = new FrameSender(transport, (failure) => this.unsent(failure));
    this.outbox = new Outbox(this.sender, scheduler);
    this.requests = new Requests(this);
    this.runInContext = runInContext;
    this.ipcRenderer = new RendererIpc(this, this.requests, (channel) => this.deliveries.listened(channel));
    this.deliveries = new Deliveries({
      ipcRenderer: this.ipcRenderer,
      codec: this.codec,
      limits: this.limits,
      scheduler,
      drops: this.losses,
      inContext: (deliver) => this.inContext(deliver),
    });
    this.status$ = new Observable((subscriber) => {
      subscriber.next(this.present);
      return this.status.subscribe(subscriber);
    });
    this.ports$ = this.deliveries.ports$;
    this.drops$ = this.losses.drops$;

    claimTransport(transport);
    this.listen(transport);
    // The connection may end during the subscription.
    if (this.endedBy !== undefined) return;
    openRenderers.add(this);
    const hello: RendererMessage = { kind: 'hello', version: PROTOCOL_VERSION, codec: this.codec.name };
    this.sender.send([{ message: hello, body: EMPTY_BODY }]);
  }

  [ATTACH]<Name extends keyof RendererParts, CallMessage extends RendererParts[Name]>(
    name: Name,
    create: (wire: GuestWire) => CallMessage,
  ): CallMessage {
    return (this.parts[name] ??= create(this)) as CallMessage;
  }

  /** Made when the app asks for it: tests make millions of renderers, and no promise of theirs settles meanwhile. */
  get ready(): Promise<void> {
    if (this.readyPromise !== undefined) return this.readyPromise;
    const ready = new Promise<void>((resolve, reject) => (this.settleReady = { resolve, reject }));
    // An app that does not wait for it must not end with an unhandled rejection.
    ready.catch(() => undefined);
    this.readyPromise = ready;
    if (this.id > 0) this.settleReady?.resolve();
    else if (this.endedBy !== undefined) this.settleReady?.reject(this.endedBy);
    return ready;
  }

  channel<T>(name: string, options?: ChannelOptions): Channel<T> {
    return this.deliveries.channels.get(name, options) as Channel<T>;
  }

  invoke$(channel: string, ...args: readonly unknown[]): Observable<unknown> {
    return this.requests.invoke$(channel, args);
  }

  guest(id: number): Guest {
    return this.deliveries.guests.get(id);
  }

  forgetGuest(id: number): void {
    this.deliveries.guests.delete(id);
  }

  openPort(webContentsId: number, name = ''): Promise<MessagePortLike> {
    checkWebContentsId(webContentsId);
    checkChannel(name, 'The name of a port must be a string.');
    return this.requests.openPort(webContentsId, name);
  }

  start(): void {
    this.deliveries.start();
  }

  flush(): Promise<void> {
    if (this.closing !== undefined) return this.closing;
    this.parts.rpc?.flush();
    this.outbox.flush();
    return flushTransport(this.transport);
  }

  close(): Promise<void> {
    this.parts.rpc?.flush();
    this.end(new CulvertError('ERR_CULVERT_DISCONNECTED', 'This renderer was closed.'), true);
    return this.closing!;
  }

  get closedError(): CulvertError | undefined {
    return this.endedBy && disconnected(this.endedBy);
  }

  get transfersPorts(): boolean {
    return this.transport.transfersPorts === true;
  }

  nextSeq(): number {
    return ++this.lastSeq;
  }

  encode(channel: string, args: readonly unknown[], transferred?: ReadonlySet<object>): Body {
    this.transport.checkChannel?.(channel);
    return encodeArguments(this, channel, args, transferred);
  }

  post(message: RendererMessage, body: Body = EMPTY_BODY): void {
    this.outbox.push({ message, body });
  }

  flushOutbox(): void {
    this.outbox.flush();
  }

  /** Transports are foreign code: if the subscription fails, the connection is over. */
  private listen({ frames$, exiting$ }: Transport): void {
    try {
      this.frames.add(
        frames$.subscribe({
          next: (frame) => this.inContext(() => this.receiveFrame(frame)),
          error: (cause: unknown) => this.end(disconnected(cause)),
          complete: () => this.end(disconnected()),
        }),
      );
      this.frames.add(exiting$?.subscribe(() => this.exit()));
    } catch (cause) {
      this.end(disconnected(cause));
    }
  }

  private exit(): void {
    this.parts.rpc?.exit();
    this.outbox.exit();
  }

  /**
   * Runs `deliver` in the app's own async context, if it has one. If that context fails, `deliver` runs without it.
   */
  private inContext(deliver: () => void): void {
    const { runInContext } = this;
    if (runInContext === undefined) {
      deliver();
      return;
    }
    let isDelivered = false;
    const deliverOnce = () => {
      if (isDelivered) return;
      isDelivered = true;
      deliver();
    };
    attempt(() => runInContext(deliverOnce));
    deliverOnce();
  }

  private receiveFrame(frame: Frame): void {
    let packets: Packet<MainMessage>[];
    try {
      packets = unpackFrame<MainMessage>(frame, this.transport.encoding);
    } catch {
      // Main is trusted, so this is not an attack. A transport that garbles one frame must not end the connection.
      this.losses.add('malformed');
      return;
    }
    for (const { message, body } of packets) {
      // A listener of the previous packet may have closed this renderer.
      if (this.endedBy !== undefined) closePorts(body);
      else if (isMainMessage(message)) attempt(() => this.receive(message, body));
      else this.dropMalformed(message, body);
    }
  }

  private dropMalformed(message: object, body: Body): void {
    closePorts(body);
    const { channel } = message as { readonly channel?: unknown };
    this.losses.add('malformed', typeof channel === 'string' ? channel : undefined);
  }

  private receive(message: MainMessage, body: Body): void {
    switch (message.kind) {
      case 'deliver':
        this.deliveries.take(message, body);
        break;
      case 'deliverToHost':
        this.deliveries.toHost(message, body);
        break;
      case 'deliverPort':
        this.deliveries.port(message, body);
        break;
      case 'guestOpened':
      case 'guestFrame':
      case 'guestClosed':
        this.parts.guests?.receive(message, body);
        break;
      case 'reply':
      case 'demand':
      case 'cancel':
      case 'items':
        if (isForConsumer(message)) this.toCaller(message, body);
        else this.toRpc(message, body);
        break;
      case 'serveCall':
      case 'serveStream':
        this.toRpc(message, body);
        break;
      case 'welcome':
        this.id = message.id;
        this.mainBytes = message.messageBytes ?? Infinity;
        this.deliveries.ready();
        this.settleReady?.resolve();
        this.setStatus('live');
        break;
      case 'refuse':
        this.end(new CulvertError(message.code, message.reason));
        break;
    }
  }

  private toCaller(message: RpcMessage, body: Body): void {
    const entry = this.openCalls.get(message.seq);
    const takesPorts = message.kind === 'reply' && message.ok && entry?.takesPorts;
    if (!takesPorts) closePorts(body);
    deliverTo(entry, message, body);
  }

  /** The renderer serves nothing until `expose` or `wrap` has attached calls and streams to it. */
  private toRpc(message: Parameters<RendererParts['rpc']['receive']>[0], body: Body): void {
    closePorts(body);
    const { rpc } = this.parts;
    if (rpc !== undefined) rpc.receive(message, body);
    else if (message.kind === 'serveCall' || message.kind === 'serveStream') {
      const { channel, seq } = message;
      this.post({ kind: 'reply', seq, ok: false }, noHandler(this.codec, channel));
    }
  }

  /** Only the message that cannot be packed is lost. Its caller gets an error as the answer. */
  private unsent({ error, lost, isUnpackable }: SendFailure<RendererMessage>): void {
    if (!isUnpackable) {
      this.end(disconnected(error));
      return;
    }
    for (const { message, body } of lost) {
      closePorts(body);
      const reason = ownError(this.codec, 'ERR_CULVERT_MESSAGE_TOO_LARGE', describeThrown(error));
      if (message.kind === 'call' || message.kind === 'stream' || message.kind === 'port') {
        this.receive({ kind: 'reply', seq: message.seq, ok: false }, reason);
      } else if (message.kind === 'reply') this.post({ ...message, ok: false }, reason);
    }
  }

  /** Each step runs even if foreign code throws in the step before. */
  private end(error: CulvertError, isOwnWish = false): void {
    if (this.endedBy !== undefined) return;
    this.endedBy = error;
    const { scheduler, transport, parts } = this;
    let settleClosing!: (closed?: Promise<void>) => void;
    this.closing = new Promise((resolve) => (settleClosing = resolve));
    attempt(() => openRenderers.delete(this));
    attempt(() => parts.guests?.end(error));
    attempt(() => this.frames.unsubscribe());
    attempt(() => this.outbox.close());
    const close = () => this.sender.close();
    if (isOwnWish) settleClosing(closeWhenFlushed(transport, scheduler, close));
    else {
      close();
      settleClosing();
    }
    this.setStatus('closed');
    this.status.complete();
    this.settleReady?.reject(error);
    endAll(this.openCalls, error);
    attempt(() => parts.rpc?.end(error));
    attempt(() => this.deliveries.end());
    this.losses.end();
  }

  private setStatus(status: RendererStatus): void {
    this.present = status;
    this.status.next(status);
  }
}

function disconnected(cause?: unknown): CulvertError {
  return new CulvertError('ERR_CULVERT_DISCONNECTED', 'The connection to main is closed.', { cause });
}
