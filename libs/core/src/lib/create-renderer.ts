import {
  CulvertError,
  EMPTY_BODY,
  PROTOCOL_VERSION,
  checkDuration,
  checkLimits,
  electronJson,
  invalidArgument,
  unpackFrame,
  type Body,
  type Codec,
  type DeliverPort,
  type Frame,
  type Limits,
  type MainMessage,
  type Packet,
  type RendererMessage,
} from '@culvert/protocol';
import { ReplaySubject, Subject, Subscription, type Observable, type SchedulerLike } from 'rxjs';
import { checkChannel, decodeArguments, encodeArguments } from './arguments.js';
import { Channel } from './channel.js';
import type { ChannelOptions } from './channel-options.js';
import { ChannelRegistry } from './channel-registry.js';
import { checkTransport } from './check-transport.js';
import { emitRemote } from './emit-remote.js';
import { FrameSender, type SendFailure } from './frame-sender.js';
import { WebviewGuest } from './guest.js';
import { openRenderers } from './open-renderers.js';
import { RendererIpc } from './ipc-renderer.js';
import type { Guest, IpcRenderer } from './ipc-types.js';
import { Outbox } from './outbox.js';
import { ownError } from './own-error.js';
import { PendingCalls } from './pending-calls.js';
import { closePorts, type MessagePortLike, type RendererPort } from './ports.js';
import { RendererEvent } from './renderer-event.js';
import type { OpenedPort, Renderer, RendererOptions, RendererStatus } from './renderer.js';
import { ATTACH, type AttachableRenderer, type GuestWire, type RendererParts } from './renderer-wire.js';
import type { Transport } from './transport.js';
import { MAX_DELAY_MS, turnScheduler } from './turn-scheduler.js';
import { describeThrown } from './describe-thrown.js';
import type { RedactError } from './redact-error.js';
import { noHandler } from './wire-error.js';

const DEFAULT_SYNC_TIMEOUT_MS = 30_000;

/**
 * A renderer on its end of a transport. It may send at once: main takes it up after the handshake.
 *
 * @example
 * const { ipcRenderer } = createRenderer(parentTransport());
 * ipcRenderer.on('pong', (event, n) => console.log(n));
 * ipcRenderer.send('ping', 1);
 *
 * @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` for what is no transport, and for a time or limit that is none
 */
export function createRenderer(transport: Transport, options: RendererOptions = {}): Renderer {
  return new RendererEndpoint(transport, options);
}

/** The renderer's end of the wire, and what arrives there brought to its public faces: emitter, channels, guests. */
class RendererEndpoint implements Renderer, GuestWire, AttachableRenderer {
  readonly ipcRenderer: IpcRenderer;
  readonly ready: Promise<void>;
  readonly status$: Observable<RendererStatus>;
  readonly ports$: Observable<OpenedPort>;
  readonly codec: Codec;
  readonly limits: Limits;
  readonly syncTimeoutMs: number;
  readonly transport: Transport;
  readonly scheduler: SchedulerLike;
  readonly callTimeoutMs: number | undefined;
  readonly redactError: RedactError | undefined;
  id = 0;
  private readonly calls: PendingCalls;
  private readonly status = new ReplaySubject<RendererStatus>(1);
  private readonly ports = new Subject<OpenedPort>();
  private readonly sender: FrameSender<RendererMessage>;
  private readonly outbox: Outbox<RendererMessage>;
  private readonly frames = new Subscription();
  private readonly channels: ChannelRegistry<Channel<unknown>>;
  private readonly guests = new Map<number, WebviewGuest>();
  private readonly settleReady: { resolve(): void; reject(error: Error): void };
  private readonly parts: { -readonly [Name in keyof RendererParts]?: RendererParts[Name] } = {};
  private lastSeq = 0;
  private endedBy: CulvertError | undefined;

  constructor(transport: Transport, options: RendererOptions) {
    const { callTimeoutMs, syncTimeoutMs = DEFAULT_SYNC_TIMEOUT_MS, scheduler = turnScheduler } = options;
    checkTransport('createRenderer', transport);
    if (callTimeoutMs !== undefined) checkDuration('callTimeoutMs', callTimeoutMs);
    this.transport = transport;
    this.scheduler = scheduler;
    this.callTimeoutMs = callTimeoutMs;
    this.redactError = options.redactError;
    this.codec = options.codec ?? electronJson;
    this.limits = checkLimits(options.limits);
    this.syncTimeoutMs = Math.min(checkDuration('syncTimeoutMs', syncTimeoutMs), MAX_DELAY_MS);
    this.sender = new FrameSender(transport, (failure) => this.unsent(failure));
    this.outbox = new Outbox(this.sender, scheduler);
    this.calls = new PendingCalls(this, scheduler, callTimeoutMs);
    this.ipcRenderer = new RendererIpc(this, this.calls);
    this.channels = new ChannelRegistry((name) => new Channel<unknown>(this.channelSender(name)));
    this.status.next('connecting');
    this.status$ = this.status.asObservable();
    this.ports$ = this.ports.asObservable();

    let settle!: RendererEndpoint['settleReady'];
    this.ready = new Promise<void>((resolve, reject) => (settle = { resolve, reject }));
    // Whoever never looks at `ready` must not be ended by an unhandled rejection.
    this.ready.catch(() => undefined);
    this.settleReady = settle;

    this.frames.add(
      transport.frames$.subscribe({
        next: (frame) => this.receiveFrame(frame),
        error: (cause: unknown) => this.end(disconnected(cause)),
        complete: () => this.end(disconnected()),
      }),
    );
    // The connection may have been over before it began.
    if (this.endedBy !== undefined) return;
    openRenderers.add(this);
    this.frames.add(transport.exiting$?.subscribe(() => this.outbox.exit()));
    const hello: RendererMessage = { kind: 'hello', version: PROTOCOL_VERSION, codec: this.codec.name };
    this.sender.send([{ message: hello, body: EMPTY_BODY }]);
  }

  [ATTACH]<Name extends keyof RendererParts, Part extends RendererParts[Name]>(
    name: Name,
    create: (wire: GuestWire) => Part,
  ): Part {
    return (this.parts[name] ??= create(this)) as Part;
  }

  channel<T>(name: string, options?: ChannelOptions): Channel<T> {
    return this.channels.get(name, options) as Channel<T>;
  }

  guest(id: number): Guest {
    let guest = this.guests.get(id);
    if (guest === undefined) {
      guest = new WebviewGuest(id, this.ipcRenderer);
      this.guests.set(id, guest);
    }
    return guest;
  }

  forgetGuest(id: number): void {
    this.guests.delete(id);
  }

  openPort(webContentsId: number, name = ''): Promise<MessagePortLike> {
    if (!Number.isSafeInteger(webContentsId)) throw invalidArgument('The webContents id must be an integer.');
    checkChannel(name, 'The name of a port must be a string.');
    return this.calls.openPort(webContentsId, name);
  }

  close(): void {
    this.end(new CulvertError('ERR_CULVERT_DISCONNECTED', 'This renderer was closed.'));
  }

  get closedError(): CulvertError | undefined {
    return this.endedBy && disconnected(this.endedBy);
  }

  get movesPorts(): boolean {
    return this.transport.movesPorts === true;
  }

  nextSeq(): number {
    return ++this.lastSeq;
  }

  encode(channel: string, args: readonly unknown[], moved?: ReadonlySet<object>): Body {
    this.transport.checkChannel?.(channel);
    const { messageBytes = Infinity } = this.transport;
    if (messageBytes >= this.limits.messageBytes) return encodeArguments(this, channel, args, moved);
    const encoder = { codec: this.codec, limits: { ...this.limits, messageBytes } };
    return encodeArguments(encoder, channel, args, moved);
  }

  post(message: RendererMessage, body: Body = EMPTY_BODY): void {
    this.outbox.push({ message, body });
  }

  flush(): void {
    this.outbox.flush();
  }

  private channelSender(name: string) {
    const { ipcRenderer } = this;
    return {
      send: (value: unknown) => ipcRenderer.send(name, value),
      sendTo: (id: number, value: unknown) => ipcRenderer.sendTo(id, name, value),
      sendToHost: (value: unknown) => ipcRenderer.sendToHost(name, value),
    };
  }

  private receiveFrame(frame: Frame): void {
    let packets: Packet<MainMessage>[];
    try {
      packets = unpackFrame<MainMessage>(frame, this.transport.encoding);
    } catch {
      return; // Main is trusted not to send it; a transport that garbles one frame must not end the others.
    }
    for (const { message, body } of packets) {
      // A listener of the one before may have closed this renderer.
      if (this.endedBy === undefined) this.receive(message, body);
    }
  }

  private receive(message: MainMessage, body: Body): void {
    switch (message.kind) {
      case 'deliver':
        this.deliver(message.channel, message.senderId, body);
        break;
      case 'deliverToHost':
        this.deliverToHost(message.guestId, message.channel, body);
        break;
      case 'deliverPort':
        this.deliverPort(message, body);
        break;
      case 'guestOpened':
      case 'guestFrame':
      case 'guestClosed':
        this.parts.guests?.receive(message, body);
        break;
      case 'reply':
        if (!this.calls.settle(message, body)) this.toExchanges(message, body);
        break;
      case 'demand':
      case 'cancel':
      case 'items':
      case 'serveCall':
      case 'serveStream':
        this.toExchanges(message, body);
        break;
      case 'welcome':
        this.id = message.id;
        this.status.next('live');
        this.settleReady.resolve();
        break;
      case 'refuse':
        this.end(new CulvertError(message.code, message.reason));
        break;
    }
  }

  /** Nothing is exposed before somebody has attached calls and streams to this endpoint. */
  private toExchanges(message: Parameters<RendererParts['exchanges']['receive']>[0], body: Body): void {
    closePorts(body);
    const { exchanges } = this.parts;
    if (exchanges !== undefined) exchanges.receive(message, body);
    else if (message.kind === 'serveCall' || message.kind === 'serveStream') {
      const { channel, seq } = message;
      this.post({ kind: 'reply', seq, ok: false }, noHandler(this.codec, channel));
    }
  }

  private deliver(name: string, senderId: number, body: Body): void {
    const channel = this.channels.find(name);
    const takes = channel?.isObserved === true || channel?.keeps === true;
    const isHeard = takes || this.ipcRenderer.listenerCount(name) > 0;
    const args = isHeard ? this.decode(body) : undefined;
    if (args === undefined) {
      closePorts(body);
      return;
    }
    const ports = (body.ports ?? []) as RendererPort[];
    const event = new RendererEvent(this.ipcRenderer, senderId, ports);
    emitRemote(this.ipcRenderer, name, event, ...args);
    if (takes) channel.receive({ event, args });
  }

  private deliverToHost(guestId: number, channel: string, body: Body): void {
    const guest = this.guests.get(guestId);
    const args = guest && this.decode(body);
    if (args !== undefined) emitRemote(guest!, 'ipc-message', { channel, args });
  }

  private deliverPort({ channel: name, senderId }: DeliverPort, body: Body): void {
    const [port] = (body.ports ?? []) as readonly MessagePortLike[];
    if (port === undefined || !this.ports.observed) closePorts(body);
    else this.ports.next({ senderId, name, port });
  }

  /** What cannot be packed costs itself only. Whoever waits for an answer to it has one. */
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

  /** Another renderer wrote it, through `sendTo`: what cannot be decoded is dropped. */
  private decode(body: Body): unknown[] | undefined {
    try {
      return decodeArguments(this.codec, body);
    } catch {
      return undefined;
    }
  }

  private end(error: CulvertError): void {
    if (this.endedBy !== undefined) return;
    this.endedBy = error;
    openRenderers.delete(this);
    this.parts.guests?.end(error);
    this.frames.unsubscribe();
    this.outbox.close();
    this.sender.close();
    this.status.next('closed');
    this.status.complete();
    this.ports.complete();
    this.settleReady.reject(error);
    this.calls.rejectAll(error);
    this.parts.exchanges?.end(disconnected(error));
  }
}

function disconnected(cause?: unknown): CulvertError {
  return new CulvertError('ERR_CULVERT_DISCONNECTED', 'The connection to main is closed.', { cause });
}
