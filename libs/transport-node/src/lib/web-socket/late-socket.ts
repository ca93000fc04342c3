import type { SocketCloseEvent, WebSocketLike } from '@culvert/transport-kit';

const CONNECTING = 0;
const CLOSED = 3;

/** RFC 6455: the code of a connection that ended without a close message. */
const BROKEN = 1006;

type Listener = readonly [type: string, listener: (event: object) => void];

/**
 * A socket that loads its code first, while the app goes on. A session sees a socket that connects. If the code
 * does not load, the session sees a socket that breaks, with the error as its cause.
 */
export class LateSocket implements WebSocketLike {
  private socket: WebSocketLike | undefined;
  private stateBefore = CONNECTING;
  private readonly listeners: Listener[] = [];

  /** @param load resolves to the function that opens the socket; not called again */
  constructor(load: () => Promise<() => WebSocketLike>) {
    load()
      .then((open) => this.loaded(open))
      .catch((error: unknown) => this.failed(error));
  }

  get readyState(): number {
    return this.socket?.readyState ?? this.stateBefore;
  }

  get bufferedAmount(): number {
    return this.socket?.bufferedAmount ?? 0;
  }

  /** A session sends only when the socket is open, so it exists. */
  send(text: string): void {
    this.socket?.send(text);
  }

  close(code: number): void {
    this.stateBefore = CLOSED;
    this.socket?.close(code);
  }

  terminate(): void {
    this.stateBefore = CLOSED;
    this.socket?.terminate?.();
  }

  /** Each listener gets the events of its type. A session adds all of its listeners at once. */
  readonly addEventListener: WebSocketLike['addEventListener'] = (type: string, listener: never) => {
    this.listeners.push([type, listener]);
  };

  private loaded(open: () => WebSocketLike): void {
    // The app has closed it in the meantime.
    if (this.stateBefore === CLOSED) return;
    this.socket = open();
    const add = this.socket.addEventListener.bind(this.socket) as (...listener: Listener) => void;
    for (const listener of this.listeners) add(...listener);
  }

  private failed(error: unknown): void {
    this.stateBefore = CLOSED;
    const closed: SocketCloseEvent = { code: BROKEN, reason: '', wasClean: false };
    this.emit('error', { error });
    this.emit('close', closed);
  }

  private emit(type: string, event: object): void {
    for (const [ofType, listener] of this.listeners) if (ofType === type) listener(event);
  }
}
