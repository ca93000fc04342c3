import type { Transport } from '@culvert/core';
import {
  FrameSequencer,
  Silence,
  keepAliveText,
  whenDrained,
  type KeepAlive,
  type SyncBody,
} from '@culvert/transport-kit';
import type { Frame } from '@culvert/protocol';
import { Subject, asyncScheduler, of, type Observable } from 'rxjs';
import { WebSocket, type RawData } from 'ws';
import { FairReading } from '../fair-reading.js';
import { ADVICE_FOR_SIZE, type ReportRefusal } from './access.js';
import { decodeText } from './decode-text.js';
import { refusalIn } from './main-refusal.js';
import type { HideToken } from './token-hider.js';
import { whenClosed } from './when-closed.js';

/** How long a session waits for its WebSocket. */
const SOCKET_TIMEOUT_MS = 30_000;

/**
 * Main announces messages from this length on. On a slow line they take longer than a client waits for a sign
 * of life.
 */
const ANNOUNCED_LENGTH = 1024 * 1024;

/** Answers a POST: an HTTP status and the text of its body. */
export type Answer = (status: number, text: string) => void;

/** The settings that all sessions of a server share. */
export interface SessionSettings {
  /** The keep-alive terms that clients get if they ask. */
  readonly keepAlive: KeepAlive;
  /** Time limit for a client's first frame, in ms; 0: no limit. */
  readonly helloTimeoutMs: number;
  /** Limit of the bytes that wait for a client without a WebSocket. Above it, the session ends. */
  readonly outboxBytes: number;
  /** Reports a client that is refused after its session has begun. */
  readonly report: ReportRefusal;
  /** Main's texts may quote the client. */
  readonly hide: HideToken;
}

/**
 * Main's side of one client: its WebSocket and its sync requests, in one order. Either can come first, because
 * a page calls `sendSync` before its socket has opened.
 */
export class ServerSession implements Transport {
  readonly encoding = 'text';
  readonly frames$: Observable<Frame>;
  readonly connected$ = of(undefined);
  /** The web origin that made this session. No other origin may use it. `undefined` for a program. */
  readonly origin: string | undefined;
  private readonly settings: SessionSettings;
  private readonly incoming = new Subject<Frame>();
  private readonly sequencer = new FrameSequencer((frame) => this.deliver(frame), setImmediate);
  private readonly onDisposed: () => void;
  private readonly silence = new Silence();
  /** Frames that main sent before the socket came, and their size. */
  private outbox: string[] = [];
  private outboxBytes = 0;
  private socket: WebSocket | undefined;
  private openSync: { readonly answer: Answer; isDelivered: boolean } | undefined;
  private socketTimer: NodeJS.Timeout | undefined;
  private helloTimer: NodeJS.Timeout | undefined;
  /** True if the client has asked main to show that it is alive. */
  private tellsClient = false;
  /** A ping waits in this process, behind unsent messages. `lastTaken` is the amount taken at the last check. */
  private pingWaits = false;
  private lastTaken = 0;
  private taken = 0;
  private ended = false;
  private framesSent = 0;
  /** Main's first frame, until there is a second one. */
  private onlyFrame: string | undefined;

  /** @param onDisposed called once, when no frames and no close message are left to send */
  constructor(origin: string | undefined, settings: SessionSettings, onDisposed: () => void) {
    this.origin = origin;
    this.settings = settings;
    this.onDisposed = onDisposed;
    this.frames$ = this.incoming.asObservable();
    this.awaitSocket();
    this.awaitHello();
  }

  get hasSocket(): boolean {
    return this.socket !== undefined;
  }

  /** True while a thread of the client waits for the answer to a sync request. */
  get isBlocked(): boolean {
    return this.openSync !== undefined;
  }

  get queuedBytes(): number {
    return this.socket === undefined ? this.outboxBytes : this.socket.bufferedAmount;
  }

  /** The largest message of the client, or of a guest in it, that fits into the payload limit. */
  get messageBytes(): number {
    return this.settings.keepAlive.messageBytes;
  }

  /** Takes the client's WebSocket, which has just opened. */
  attach(socket: WebSocket, tellsClient = false): void {
    this.socket = socket;
    this.tellsClient = tellsClient;
    clearTimeout(this.socketTimer);
    // An error is always followed by 'close'. Without a listener it would end the process.
    socket.on('error', (error) => this.failed(error));
    socket.on('close', () => this.dispose());
    const reading = new FairReading(socket);
    socket.on('message', (data, isBinary) => reading.read(() => this.received(data, isBinary)));
    socket.on('pong', () => this.silence.heard());
    if (tellsClient) socket.send(keepAliveText(this.settings.keepAlive), this.onTaken);
    for (const frame of this.outbox.splice(0)) this.write(socket, frame);
    this.outboxBytes = 0;
    if (this.ended) socket.close(1000);
  }

  /**
   * Takes a sync request and passes main's answer on. It answers 410 if the session ends, and 409 if another
   * request is open.
   *
   * @returns a function to call when the client stops waiting
   * @throws CulvertError `ERR_CULVERT_MALFORMED_FRAME`
   */
  sync({ from, frames, request }: SyncBody, answer: Answer): () => void {
    if (this.ended) return endedAlready(answer);
    if (this.openSync !== undefined) {
      answer(409, 'another sync request of this session is open');
      return () => {};
    }
    const open = { answer, isDelivered: false };
    this.openSync = open;
    clearTimeout(this.socketTimer);
    let drop: () => void;
    try {
      const isPart = request === '';
      drop = this.sequencer.receivedSync({ from, frames, isPart }, () => this.receivedSync(request));
    } catch (error) {
      this.closeSync();
      throw error;
    }
    return () => {
      drop();
      if (this.openSync === open) this.closeSync();
    };
  }

  send(frame: Frame): void {
    if (this.ended) return;
    this.onlyFrame = this.framesSent++ === 0 ? (frame as string) : undefined;
    const { socket } = this;
    if (socket === undefined) this.keep(frame as string);
    // A closed WebSocket only counts what it is given.
    else if (socket.readyState === WebSocket.OPEN) this.write(socket, frame as string);
  }

  flush(): Promise<void> {
    return whenDrained(() => this.ended || this.cannotDrain || this.queuedBytes === 0, asyncScheduler);
  }

  /** A client that waits for main cannot open its socket, so it cannot take any frame before its answer. */
  private get cannotDrain(): boolean {
    return this.socket === undefined && this.isBlocked;
  }

  replySync(frame: Frame): void {
    const open = this.openSync;
    // Without an open request, the client has given up. If the open one still waits for its turn, main answers
    // an earlier one.
    if (open?.isDelivered !== true) return;
    this.closeSync();
    open.answer(200, frame as string);
  }

  close(): void {
    if (this.ended) return;
    const { report, hide } = this.settings;
    const refusal = refusalIn(this.onlyFrame);
    if (refusal !== undefined) report(this.origin, { ...refusal, reason: hide(refusal.reason) });
    this.end();
    this.socket?.close(1000);
    // A client without a socket still learns why main has refused it, once its socket opens.
    if (this.socket === undefined && this.outbox.length === 0) this.dispose();
  }

  /** Ends the session because the server closes, and calls back when its socket is closed. */
  leave(done: () => void): void {
    this.end();
    const { socket } = this;
    if (socket === undefined || socket.readyState === WebSocket.CLOSED) {
      this.dispose();
      done();
      return;
    }
    void whenClosed(socket).then(done);
    socket.close(1001, 'the server closes');
  }

  /** Called at each interval: ends a client that was silent for too long, and pings it. */
  keepAlive(isLate: boolean): void {
    const { socket, silence } = this;
    if (socket === undefined || this.ended) return;
    // A blocked thread answers no ping. While a ping waits here, behind other messages, their progress counts
    // as a sign of life.
    if (this.isBlocked || (this.pingWaits && this.hasProgressed(socket))) silence.heard();
    if (silence.passed(isLate)) return socket.terminate();
    if (this.pingWaits || socket.readyState !== WebSocket.OPEN) return;
    this.pingWaits = true;
    if (this.tellsClient) socket.send(keepAliveText(this.settings.keepAlive), this.onTaken);
    socket.ping('', false, () => (this.pingWaits = false));
  }

  private deliver(frame: string): void {
    if (this.helloTimer !== undefined) {
      clearTimeout(this.helloTimer);
      this.helloTimer = undefined;
    }
    this.incoming.next(frame);
  }

  /** An empty request only brings frames that made another request too large. */
  private receivedSync(request: string): void {
    if (this.openSync !== undefined) this.openSync.isDelivered = true;
    if (request === '') this.replySync('');
    else this.deliver(request);
  }

  private keep(frame: string): void {
    // As a string of its own: the original was joined from parts, which hold the frames that they came in.
    this.outbox.push(Buffer.from(frame).toString());
    this.outboxBytes += frame.length * 2;
    // Core limits this much earlier. If core does not, this bounds the cost of a client that never comes.
    if (this.outboxBytes > this.settings.outboxBytes) this.dispose();
  }

  private write(socket: WebSocket, frame: string): void {
    if (this.tellsClient && frame.length > ANNOUNCED_LENGTH) {
      socket.send(keepAliveText({ ...this.settings.keepAlive, nextBytes: frame.length }), this.onTaken);
    }
    socket.send(frame, this.onTaken);
  }

  /** Called for each message that has left this process. It also keeps a write error from being thrown. */
  private readonly onTaken = (): void => {
    this.taken++;
  };

  /** True if the network has taken messages, or a part of a large one, since the last check. */
  private hasProgressed(socket: WebSocket): boolean {
    const taken = this.taken - unwritten(socket);
    const progressed = taken !== this.lastTaken;
    this.lastTaken = taken;
    return progressed;
  }

  private received(data: RawData, isBinary: boolean): void {
    this.silence.heard();
    if (isBinary) this.socket?.close(1003, 'frames are text');
    // With the default binaryType, a message is one Buffer.
    else this.sequencer.received(decodeText(data as Buffer));
  }

  private closeSync(): void {
    this.openSync = undefined;
    this.awaitSocket();
  }

  /**
   * Starts the wait for the WebSocket. It must not run during a sync request: a thread that blocks in `sendSync` cannot open its socket.
   */
  private awaitSocket(): void {
    clearTimeout(this.socketTimer);
    if (this.socket !== undefined) return;
    this.socketTimer = setTimeout(() => this.dispose(), SOCKET_TIMEOUT_MS).unref();
  }

  private awaitHello(): void {
    const { helloTimeoutMs } = this.settings;
    if (helloTimeoutMs === 0) return;
    this.helloTimer = setTimeout(() => this.refuseSilent(), helloTimeoutMs).unref();
  }

  private refuseSilent(): void {
    const reason = 'no frame came in time';
    this.settings.report(this.origin, { status: 1008, reason: `${reason} (helloTimeoutMs)` });
    this.end();
    if (this.socket === undefined) this.dispose();
    else this.socket.close(1008, reason);
  }

  private failed(error: Error): void {
    // The code of `ws` for a message over its `maxPayload`.
    if ((error as NodeJS.ErrnoException).code !== 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH') return;
    const reason = 'a message is larger than maxPayloadBytes';
    this.settings.report(this.origin, { status: 1009, reason, advice: ADVICE_FOR_SIZE });
  }

  private end(): void {
    if (this.ended) return;
    this.ended = true;
    clearTimeout(this.helloTimer);
    this.sequencer.close();
    const open = this.openSync;
    this.closeSync();
    if (open !== undefined) endedAlready(open.answer);
    this.incoming.complete();
  }

  private dispose(): void {
    this.end();
    clearTimeout(this.socketTimer);
    this.outbox = [];
    this.onDisposed();
  }
}

/**
 * Unwritten bytes of the current write, where Node shows them: one large message can take longer than an
 * interval.
 */
function unwritten(socket: WebSocket): number {
  const { _socket } = socket as unknown as {
    readonly _socket?: { readonly _handle?: { readonly writeQueueSize?: number } | null };
  };
  return _socket?._handle?.writeQueueSize ?? 0;
}

function endedAlready(answer: Answer): () => void {
  answer(410, 'this session has ended');
  return () => {};
}
