import { CulvertError, type Frame } from '@culvert/protocol';
import { Subject, type Observable } from 'rxjs';
import type { Transport } from '../lib/transport.js';
import { MAX_PAYLOAD_BYTES } from './session-urls.js';
import { SocketLane } from './socket-lane.js';
import { closeFailure, syncFailure, tooLarge, type SyncAnswer } from './web-socket-failures.js';
import { CONNECTING, OPEN, type SocketCloseEvent, type WebSocketLike } from './web-socket-like.js';

/** What a platform gives to a {@link webSocketSession}. */
export interface WebSocketSessionOptions {
  /** The async lane, just made: it has not opened yet. */
  readonly socket: WebSocketLike;
  /**
   * The sync lane: posts `body` to main's sync endpoint and blocks until the answer, status 0 where none can come.
   *
   * @throws CulvertError `ERR_CULVERT_SYNC_TIMEOUT` after `timeoutMs`, where the platform can tell
   */
  readonly post: (body: string, timeoutMs: number) => SyncAnswer;
  /** Called once when the session ends, by either side. */
  readonly onEnd?: () => void;
}

/**
 * The renderer's side of a session with main over a WebSocket, with `sendSync` over a blocking HTTP request beside it.
 * Both lanes keep one order: the request names and carries what may not have left the socket yet.
 * `frames$` errors with a CulvertError (`ERR_CULVERT_TRANSPORT`, `ERR_CULVERT_DISCONNECTED`) when the socket breaks.
 *
 * @example
 * const { socketUrl, syncUrl } = sessionUrls(url, { token, session });
 * return webSocketSession({ socket: new WebSocket(socketUrl), post: (body) => postWithXhr(syncUrl, body) });
 */
export function webSocketSession(options: WebSocketSessionOptions): Transport {
  return new WebSocketSession(options);
}

class WebSocketSession implements Transport {
  readonly encoding = 'text';
  readonly frames$: Observable<Frame>;
  private readonly incoming = new Subject<Frame>();
  private readonly lane: SocketLane;
  private readonly options: WebSocketSessionOptions;
  private ended = false;

  constructor(options: WebSocketSessionOptions) {
    this.options = options;
    this.frames$ = this.incoming.asObservable();
    this.lane = new SocketLane(options.socket);
    this.listen(options.socket);
  }

  send(frame: Frame): void {
    if (!this.ended) this.lane.send(frame as string);
  }

  sendSync(frame: Frame, timeoutMs: number): Frame {
    const { socket, post } = this.options;
    if (this.ended || (socket.readyState !== OPEN && socket.readyState !== CONNECTING)) {
      throw new CulvertError('ERR_CULVERT_DISCONNECTED', 'The connection to main has ended.');
    }
    const unconfirmed = this.lane.snapshot();
    const body = JSON.stringify({ ...unconfirmed, request: frame });
    // A character has at least one byte. What this lets pass main still measures.
    if (body.length > MAX_PAYLOAD_BYTES) throw tooLarge();
    const answer = post(body, timeoutMs);
    if (answer.status !== 200) throw syncFailure(answer);
    this.lane.carried(unconfirmed);
    return answer.text;
  }

  close(): void {
    if (this.ended) return;
    const { socket } = this.options;
    // What was sent before close arrives: a connecting socket closes when it has opened and sent what it held back.
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
    socket.addEventListener('message', ({ data }) => {
      this.lane.confirmLeft();
      if (!this.ended) this.incoming.next(data);
    });
    socket.addEventListener('error', (event) => {
      cause = 'error' in event ? event.error : undefined;
    });
    socket.addEventListener('close', (event: SocketCloseEvent) =>
      this.end(closeFailure(event, wasOpen, cause)),
    );
  }

  private end(failure?: CulvertError): void {
    if (this.ended) return;
    this.ended = true;
    this.options.onEnd?.();
    if (failure === undefined) this.incoming.complete();
    else this.incoming.error(failure);
  }
}
