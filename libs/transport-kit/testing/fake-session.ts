import type { CulvertError } from '@culvert/protocol';
import { VirtualTimeScheduler } from 'rxjs';
import { unpackSyncBody, webSocketSession, type SyncAnswer, type SyncBody } from '../src/index.js';
import type { WebSocketLike } from '../src/lib/web-socket-like.js';

type Listener = (event: object) => void;

/** A socket that the test drives by hand. */
export class FakeSocket {
  readyState = 0;
  bufferedAmount = 0;
  readonly sent: string[] = [];
  readonly closes: number[] = [];
  private readonly listeners = new Map<string, Listener>();

  send(text: string): void {
    if (this.readyState !== 1) throw new Error('A socket sends only while it is open.');
    this.sent.push(text);
    this.bufferedAmount += text.length;
  }
  close(code: number): void {
    this.closes.push(code);
  }
  /** Only of Node's. */
  terminate?(): void;
  addEventListener(type: string, listener: Listener): void {
    this.listeners.set(type, listener);
  }
  open(): void {
    this.readyState = 1;
    this.emit('open', {});
  }
  emit(type: string, event: object): void {
    if (type === 'close') this.readyState = 3;
    this.listeners.get(type)!(event);
  }
}

/** A session over a {@link FakeSocket}, in virtual time, with what it posts and emits. */
export function fakeSession(answer: SyncAnswer = { status: 200, text: 'reply' }) {
  const socket = new FakeSocket();
  const posts: SyncBody[] = [];
  const ends: string[] = [];
  const log: string[] = [];
  const scheduler = new VirtualTimeScheduler();
  const transport = webSocketSession({
    socket: socket as WebSocketLike,
    scheduler,
    post: (body) => {
      posts.push(unpackSyncBody(body));
      return answer;
    },
    onEnd: () => ends.push('end'),
  });
  transport.frames$.subscribe({
    next: (frame) => log.push(`frame ${String(frame)}`),
    complete: () => log.push('complete'),
    error: (error: CulvertError) => log.push(`error ${error.code}`),
  });
  return { socket, posts, ends, log, transport, scheduler };
}
