import { CulvertError, type Frame } from '@culvert/protocol';
import { Subject, asyncScheduler, type Observable, type SchedulerLike } from 'rxjs';
import type { Transport } from '@culvert/core';
import { readKeepAlive } from './keep-alive-message.js';
import { MainWatch } from './main-watch.js';
import { SocketLane } from './socket-lane.js';
import { syncParts } from './sync-parts.js';
import { closeFailure, syncFailure, type SyncAnswer } from './web-socket-failures.js';
import { CONNECTING, OPEN, type SocketCloseEvent, type WebSocketLike } from './web-socket-like.js';
import { whenDrained } from './when-drained.js';

/** The parts of a platform for a {@link webSocketSession}. */
export interface WebSocketSessionOptions {
  /** The async lane: a new socket that has not opened yet. */
  readonly socket: WebSocketLike;
  /**
   * The sync lane: posts `body` to main's sync endpoint and blocks until the answer. Without an answer, the status is 0.
   *
   * @param body the sync request
   * @param timeoutMs the time limit, in ms
   * @throws CulvertError `ERR_CULVERT_SYNC_TIMEOUT` after `timeoutMs`, if the platform can tell
   */
  readonly post: (body: string, timeoutMs: number) => SyncAnswer;
  /** Called once when the session ends, by either side. */
  readonly onEnd?: () => void;
  /** Clock and timers. Default: the platform's. */
  readonly scheduler?: SchedulerLike;
}

/**
 * The renderer's side of a session with main over a WebSocket, with `sendSync` over a blocking HTTP request beside it.
 * Both lanes keep one order: the request names and carries the frames that may not have left the socket yet.
 * `frames$` fails with `ERR_CULVERT_TRANSPORT` or `ERR_CULVERT_DISCONNECTED` when the socket breaks. It also fails when
 * main is silent for longer than it has announced.
 *
 * @example
 * const { socketUrl, syncUrl } = sessionUrls(url, { token, session });
 * const transport = webSocketSession({ socket: new WebSocket(socketUrl), post: (body) => postWithXhr(syncUrl, body) });
 */
export function webSocketSession(options: WebSocketSessionOptions): Transport {
  return new WebSocketSession(options);
}

class WebSocketSession implements Transport {
  readonly encoding = 'text';
  readonly frames$: Observable<Frame>;
  /** The largest message that main accepts, once main has announced it. */
  messageBytes: number | undefined;
  private readonly incoming = new Subject<Frame>();
  private readonly lane: SocketLane;
  private readonly options: WebSocketSessionOptions;
  private readonly scheduler: SchedulerLike;
  private readonly watch: MainWatch;
  private ended = false;

  constructor(options: WebSocketSessionOptions) {
    this.options = options;
    this.frames$ = this.incoming.asObservable();
    this.lane = new SocketLane(options.socket);
    this.scheduler = options.scheduler ?? asyncScheduler;
    this.watch = new MainWatch(this.scheduler, (ms) => this.mainIsSilent(ms));
    this.listen(options.socket);
  }

  get queuedBytes(): number {
    return this.lane.queuedBytes;
  }

  send(frame: Frame): void {
    if (!this.ended) this.lane.send(frame as string);
  }

  flush(): Promise<void> {
    return whenDrained(() => this.options.socket.readyState > OPEN || this.queuedBytes === 0, this.scheduler);
  }

  sendSync(frame: Frame, timeoutMs: number): Frame {
    const { socket, post } = this.options;
    if (this.ended || (socket.readyState !== OPEN && socket.readyState !== CONNECTING)) {
      throw new CulvertError('ERR_CULVERT_DISCONNECTED', 'The connection to main has ended.');
    }
    const start = this.scheduler.now();
    let left = timeoutMs;
    let text = '';
    for (const { body, carries } of syncParts(this.lane.snapshot(), frame as string)) {
      const answer = post(body, left);
      if (answer.status !== 200) throw syncFailure(answer);
      this.lane.carried(carries);
      text = answer.text;
      left = Math.max(0, timeoutMs - (this.scheduler.now() - start));
    }
    return text;
  }

  close(): void {
    if (this.ended) return;
    const { socket } = this.options;
    // Frames sent before close arrive. A connecting socket closes after it has opened and sent the frames it held back.
    if (socket.readyState !== CONNECTING || !this.lane.hasQueued()) socket.close(1000);
    this.end();
  }

  private listen(socket: WebSocketLike): void {
    let wasOpen = false;
    let cause: unknown;
    socket.addEventListener('open', () => {
      wasOpen = true;
      this.lane.flush();
      if (this.ended) socket.close(1000);
    });
    socket.addEventListener('message', ({ data }) => this.received(data));
    socket.addEventListener('error', (event) => {
      cause = 'error' in event ? event.error : undefined;
    });
    socket.addEventListener('close', (event: SocketCloseEvent) =>
      this.end(closeFailure(event, wasOpen, cause)),
    );
  }

  private received(data: unknown): void {
    this.lane.confirmLeft();
    if (this.ended) return;
    this.watch.heard();
    const keepAlive = readKeepAlive(data);
    if (keepAlive === undefined) {
      this.incoming.next(data);
    } else {
      this.messageBytes = keepAlive.messageBytes;
      this.watch.expect(keepAlive);
    }
  }

  private mainIsSilent(ms: number): void {
    this.end(new CulvertError('ERR_CULVERT_DISCONNECTED', `Main has given no sign of life for ${ms} ms.`));
    const { socket } = this.options;
    if (socket.terminate === undefined) socket.close(1000);
    else socket.terminate();
  }

  private end(failure?: CulvertError): void {
    if (this.ended) return;
    this.ended = true;
    this.watch.stop();
    this.options.onEnd?.();
    if (failure === undefined) this.incoming.complete();
    else this.incoming.error(failure);
  }
}
