import {
  CulvertError,
  DEFAULT_LIMITS,
  EMPTY_BODY,
  PROTOCOL_VERSION,
  electronJson,
  unpackFrame,
  type Body,
  type Codec,
  type Frame,
  type Limits,
  type MainMessage,
  type Packet,
  type RendererMessage,
} from '@culvert/protocol';
import { ReplaySubject, Subscription, type Observable, type SchedulerLike } from 'rxjs';
import { encodeArguments } from './arguments.js';
import { Channel } from './channel.js';
import { ChannelRegistry } from './channel-registry.js';
import { emitRemote } from './emit-remote.js';
import { FrameSender } from './frame-sender.js';
import { WebviewGuest } from './guest.js';
import { RendererIpc } from './ipc-renderer.js';
import type { Guest, IpcRenderer, IpcRendererEvent } from './ipc-types.js';
import { Outbox } from './outbox.js';
import { PendingCalls } from './pending-calls.js';
import { sendSync } from './send-sync.js';
import type { Transport } from './transport.js';
import { MAX_DELAY_MS, turnScheduler } from './turn-scheduler.js';

export interface RendererOptions {
  /** The same as main's. Default: `electronJson`. */
  readonly codec?: Codec;
  readonly limits?: Partial<Limits>;
  /** Longest wait of a `sendSync`, in ms. Default: 30,000. */
  readonly syncTimeoutMs?: number;
  /** Longest wait of an `invoke`, in ms. Default: none, as in Electron. */
  readonly callTimeoutMs?: number;
  readonly scheduler?: SchedulerLike;
}

/** `live` after the handshake; `closed` when the connection is over, for good. */
export type RendererStatus = 'connecting' | 'live' | 'closed';

export interface Renderer {
  readonly ipcRenderer: IpcRenderer;
  /** Its webContents id; 0 until the handshake. */
  readonly id: number;
  /** Resolves with the handshake. Rejects with `ERR_CULVERT_DISCONNECTED` or `ERR_CULVERT_…_MISMATCH`. */
  readonly ready: Promise<void>;
  /** Replays the current one. */
  readonly status$: Observable<RendererStatus>;
  /** One channel object a name. */
  channel<T>(name: string): Channel<T>;
  /** The host's side of the `<webview>` with this webContents id. */
  guest(id: number): Guest;
  /** Ends the connection; calls that wait reject with `ERR_CULVERT_DISCONNECTED`. */
  close(): void;
}

const DEFAULT_SYNC_TIMEOUT_MS = 30_000;

/**
 * A renderer on its end of a transport. It may send at once: main takes it up after the handshake.
 *
 * @example
 * const { ipcRenderer } = createRenderer(parentTransport());
 * ipcRenderer.on('pong', (event, n) => console.log(n));
 * ipcRenderer.send('ping', 1);
 */
export function createRenderer(transport: Transport, options: RendererOptions = {}): Renderer {
  return new RendererEndpoint(transport, options);
}

/** The renderer's end of the wire: what its public faces (emitter, channels, guests) send through. */
export class RendererEndpoint implements Renderer {
  readonly ipcRenderer: IpcRenderer;
  readonly ready: Promise<void>;
  readonly status$: Observable<RendererStatus>;
  readonly codec: Codec;
  readonly limits: Limits;
  readonly syncTimeoutMs: number;
  readonly calls: PendingCalls;
  readonly transport: Transport;
  id = 0;
  private readonly status = new ReplaySubject<RendererStatus>(1);
  private readonly sender: FrameSender<RendererMessage>;
  private readonly outbox: Outbox<RendererMessage>;
  private readonly frames = new Subscription();
  private readonly channels: ChannelRegistry<Channel<unknown>>;
  private readonly guests = new Map<number, WebviewGuest>();
  private readonly settleReady: { resolve(): void; reject(error: Error): void };
  private lastSeq = 0;
  private endedBy: CulvertError | undefined;

  constructor(transport: Transport, options: RendererOptions) {
    const scheduler = options.scheduler ?? turnScheduler;
    this.transport = transport;
    this.codec = options.codec ?? electronJson;
    this.limits = { ...DEFAULT_LIMITS, ...options.limits };
    this.syncTimeoutMs = Math.min(options.syncTimeoutMs ?? DEFAULT_SYNC_TIMEOUT_MS, MAX_DELAY_MS);
    this.sender = new FrameSender(transport, (error) => this.end(disconnected(error)));
    this.outbox = new Outbox(this.sender, scheduler);
    this.calls = new PendingCalls(this, scheduler, options.callTimeoutMs);
    this.ipcRenderer = new RendererIpc(this);
    this.channels = new ChannelRegistry((name) => new Channel<unknown>(this.channelSender(name)));
    this.status.next('connecting');
    this.status$ = this.status.asObservable();

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
    const hello: RendererMessage = { kind: 'hello', version: PROTOCOL_VERSION, codec: this.codec.name };
    this.sender.send([{ message: hello, body: EMPTY_BODY }]);
  }

  channel<T>(name: string): Channel<T> {
    return this.channels.get(name) as Channel<T>;
  }

  guest(id: number): Guest {
    let guest = this.guests.get(id);
    if (guest === undefined) {
      guest = new WebviewGuest(id, this.ipcRenderer);
      this.guests.set(id, guest);
    }
    return guest;
  }

  close(): void {
    this.end(new CulvertError('ERR_CULVERT_DISCONNECTED', 'This renderer was closed.'));
  }

  /** What a call on this connection fails with, once it is closed; the cause says what closed it. */
  get closedError(): CulvertError | undefined {
    return this.endedBy && disconnected(this.endedBy);
  }

  nextSeq(): number {
    return ++this.lastSeq;
  }

  encode(channel: string, args: readonly unknown[]): Body {
    return encodeArguments(this, channel, args);
  }

  /** With the batch of this turn. A closed connection takes it and drops it. */
  post(message: RendererMessage, body: Body = EMPTY_BODY): void {
    this.outbox.push({ message, body });
  }

  sendSync(channel: string, args: readonly unknown[]): unknown {
    this.outbox.flush();
    return sendSync(this, channel, args);
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
      case 'reply':
        this.calls.settle(message, body);
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

  private deliver(name: string, senderId: number, body: Body): void {
    const channel = this.channels.find(name);
    const isObserved = channel?.isObserved === true;
    if (!isObserved && this.ipcRenderer.listenerCount(name) === 0) return;
    const args = this.decode(body);
    if (args === undefined) return;
    const event: IpcRendererEvent = { sender: this.ipcRenderer, senderId, ports: [] };
    emitRemote(this.ipcRenderer, name, event, ...args);
    if (isObserved) channel.receive({ event, args });
  }

  private deliverToHost(guestId: number, channel: string, body: Body): void {
    const guest = this.guests.get(guestId);
    const args = guest && this.decode(body);
    if (args !== undefined) emitRemote(guest!, 'ipc-message', { channel, args });
  }

  /** Another renderer wrote it, through `sendTo`: what cannot be decoded is dropped. */
  private decode(body: Body): unknown[] | undefined {
    try {
      return this.codec.decode(body);
    } catch {
      return undefined;
    }
  }

  private end(error: CulvertError): void {
    if (this.endedBy !== undefined) return;
    this.endedBy = error;
    this.frames.unsubscribe();
    this.outbox.close();
    this.sender.close();
    this.status.next('closed');
    this.status.complete();
    this.settleReady.reject(error);
    this.calls.rejectAll(error);
  }
}

function disconnected(cause?: unknown): CulvertError {
  return new CulvertError('ERR_CULVERT_DISCONNECTED', 'The connection to main is closed.', { cause });
}
