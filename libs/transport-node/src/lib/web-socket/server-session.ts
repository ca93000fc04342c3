import type { Frame } from '@culvert/protocol';
import type { Transport } from '@culvert/core';
import { FrameSequencer } from '@culvert/core/transport-kit';
import { Subject, type Observable } from 'rxjs';
import { WebSocket, type RawData } from 'ws';
import type { SyncBody } from './sync-body.js';

/** How long a session waits for its WebSocket, and a client that was told to leave may take. */
const SOCKET_TIMEOUT_MS = 30_000;
const LEAVE_TIMEOUT_MS = 1_000;

/** Answers a POST: an HTTP status and the text of its body. */
export type Answer = (status: number, text: string) => void;

/**
 * Main's side of one client: its WebSocket and its sync requests, in one order. Either can come first, because a
 * page calls `sendSync` before its socket has opened.
 */
export class ServerSession implements Transport {
  readonly encoding = 'text';
  readonly frames$: Observable<Frame>;
  /** The web origin that made this session; nobody else may use it. `undefined` for a program. */
  readonly origin: string | undefined;
  private readonly incoming = new Subject<Frame>();
  private readonly sequencer = new FrameSequencer((frame) => this.incoming.next(frame));
  private readonly onGone: () => void;
  /** What main has sent before the socket came. */
  private outbox: string[] = [];
  private socket: WebSocket | undefined;
  private openSync: { readonly answer: Answer } | undefined;
  private socketTimer: NodeJS.Timeout | undefined;
  private ended = false;

  /** @param onGone called once, when neither frames nor a farewell are left to send */
  constructor(origin: string | undefined, onGone: () => void) {
    this.origin = origin;
    this.onGone = onGone;
    this.frames$ = this.incoming.asObservable();
    this.awaitSocket();
  }

  get hasSocket(): boolean {
    return this.socket !== undefined;
  }

  /** Takes the client's WebSocket, which has just opened. */
  attach(socket: WebSocket): void {
    this.socket = socket;
    clearTimeout(this.socketTimer);
    // An error is always followed by 'close'; without a listener it would end the process.
    socket.on('error', () => {});
    socket.on('close', () => this.gone());
    socket.on('message', (data, isBinary) => this.received(data, isBinary));
    for (const frame of this.outbox.splice(0)) socket.send(frame);
    if (this.ended) socket.close(1000);
  }

  /**
   * Takes a sync request, and answers it when main does, or with 410 when the session ends, 409 beside another one.
   *
   * @returns a function to call when the client does not wait any longer
   * @throws CulvertError `ERR_CULVERT_MALFORMED_FRAME`
   */
  sync({ from, frames, request }: SyncBody, answer: Answer): () => void {
    if (this.ended) return endedAlready(answer);
    if (this.openSync !== undefined) {
      answer(409, 'another sync request of this session is open');
      return () => {};
    }
    const open = { answer };
    this.openSync = open;
    clearTimeout(this.socketTimer);
    let giveUp: () => void;
    try {
      giveUp = this.sequencer.receivedSync({ from, frames }, () => this.incoming.next(request));
    } catch (error) {
      this.closeSync();
      throw error;
    }
    return () => {
      giveUp();
      if (this.openSync === open) this.closeSync();
    };
  }

  send(frame: Frame): void {
    if (this.ended) return;
    if (this.socket === undefined) this.outbox.push(frame as string);
    // Once closed, a WebSocket only counts what it is given; the callback keeps an error of writing from being thrown.
    else if (this.socket.readyState === WebSocket.OPEN) this.socket.send(frame as string, () => {});
  }

  replySync(frame: Frame): void {
    const open = this.openSync;
    // Without one, the client has given up.
    if (open === undefined) return;
    this.closeSync();
    open.answer(200, frame as string);
  }

  close(): void {
    if (this.ended) return;
    this.end();
    this.socket?.close(1000);
    // A client whose socket is still to come learns then why main has refused it.
    if (this.socket === undefined && this.outbox.length === 0) this.gone();
  }

  /** Ends the session because the server closes, and calls back when its socket is closed. */
  leave(done: () => void): void {
    this.end();
    const { socket } = this;
    if (socket === undefined || socket.readyState === WebSocket.CLOSED) {
      this.gone();
      done();
      return;
    }
    const timer = setTimeout(() => socket.terminate(), LEAVE_TIMEOUT_MS);
    socket.once('close', () => {
      clearTimeout(timer);
      done();
    });
    socket.close(1001, 'the server closes');
  }

  private received(data: RawData, isBinary: boolean): void {
    if (isBinary) this.socket?.close(1003, 'frames are text');
    // With the default binaryType a message is one Buffer.
    else this.sequencer.received((data as Buffer).toString('utf8'));
  }

  private closeSync(): void {
    this.openSync = undefined;
    this.awaitSocket();
  }

  /** Not while a sync request is open: a thread that blocks in `sendSync` cannot open its socket. */
  private awaitSocket(): void {
    clearTimeout(this.socketTimer);
    if (this.socket !== undefined) return;
    this.socketTimer = setTimeout(() => this.gone(), SOCKET_TIMEOUT_MS).unref();
  }

  private end(): void {
    if (this.ended) return;
    this.ended = true;
    this.sequencer.close();
    const open = this.openSync;
    this.closeSync();
    if (open !== undefined) endedAlready(open.answer);
    this.incoming.complete();
  }

  private gone(): void {
    this.end();
    clearTimeout(this.socketTimer);
    this.onGone();
  }
}

function endedAlready(answer: Answer): () => void {
  answer(410, 'this session has ended');
  return () => {};
}
