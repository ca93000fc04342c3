import type { PortPlatform, Transferable, Transport } from '@culvert/core';
import { MAX_DELAY_MS } from '@culvert/core/internal';
import { CulvertError, type Frame } from '@culvert/protocol';
import { AsyncSubject, Subject, type Observable } from 'rxjs';
import { withoutPorts, withPorts } from '../frame-ports.js';
import { TO_RENDERER, type SyncAnswer, type ToRenderer } from '../native.js';
import type { IpcEventLike, MessagePortMainLike, WebFrameLike } from './electron-types.js';
import { withOnMessage } from './ports.js';
import { isGone } from './validate-sender.js';

/** Main's end of one connection: one document in one frame of one webContents. */
export class FrameConnection implements Transport {
  readonly encoding = 'structured-clone';
  readonly transfersPorts = true;
  readonly portPlatform: PortPlatform;
  /** The name that its page has given it. */
  readonly name: string;
  readonly frame: WebFrameLike;
  private readonly frames = new Subject<Frame>();
  readonly frames$ = this.frames.asObservable();
  private ended = false;
  private readonly closedByPage = new AsyncSubject<void>();
  /** Emits when its page has closed it on purpose. */
  readonly closedByPage$: Observable<void> = this.closedByPage.asObservable();
  /**
   * Answers the `sendSync` that blocks its page. There is at most one, because the page is blocked.
   */
  private answer: ((answer: SyncAnswer) => void) | undefined;

  constructor(name: string, frame: WebFrameLike, portPlatform: PortPlatform) {
    this.name = name;
    this.frame = frame;
    this.portPlatform = portPlatform;
  }

  receive(frame: Frame, ports: readonly MessagePortMainLike[] = []): void {
    this.frames.next(withPorts(frame, ports.map(withOnMessage)));
  }

  receiveSync(event: IpcEventLike, frame: Frame, timeoutMs: number): void {
    if (this.ended) {
      event.returnValue = { type: 'closed' } satisfies SyncAnswer;
      return;
    }
    this.answer?.({ type: 'closed' });
    // Core has its own timer for requests that it accepts. This timer frees the page of a request
    // that core drops, such as a malformed or too large one.
    const timer = setTimeout(() => this.answer?.({ type: 'timeout' }), Math.min(timeoutMs, MAX_DELAY_MS));
    this.answer = (answer) => {
      this.answer = undefined;
      clearTimeout(timer);
      // A document that is gone does not wait for the answer.
      attempt(() => (event.returnValue = answer));
    };
    this.frames.next(frame);
  }

  send(frame: Frame, transfer: readonly Transferable[] = []): void {
    const sent = withoutPorts(frame, transfer.length);
    this.post({ type: 'frame', connection: this.name, frame: sent }, transfer as MessagePortMainLike[]);
  }

  replySync(frame: Frame): void {
    this.answer?.({ type: 'frame', frame });
  }

  close(): void {
    if (this.ended) return;
    attempt(() => this.post({ type: 'close', connection: this.name }));
    this.end();
  }

  /** Its page has closed it. */
  leave(): void {
    this.closedByPage.next();
    this.closedByPage.complete();
    this.end();
  }

  /** The document is gone, or another connection of it has begun. */
  end(): void {
    if (this.ended) return;
    this.ended = true;
    this.answer?.({ type: 'closed' });
    this.frames.complete();
  }

  /**
   * Electron itself only logs that a frame is gone. Core turns an error thrown here into a drop.
   */
  private post(message: ToRenderer, ports: readonly MessagePortMainLike[] = []): void {
    if (isGone(this.frame)) {
      this.end();
      throw new CulvertError('ERR_CULVERT_DISCONNECTED', 'The frame of this window is gone.');
    }
    postTo(this.frame, message, ports);
  }
}

/** @throws the errors of Electron */
export function postTo(
  frame: WebFrameLike,
  message: ToRenderer,
  ports: readonly MessagePortMainLike[] = [],
): void {
  if (ports.length === 0) frame.send(TO_RENDERER, message);
  else frame.postMessage(TO_RENDERER, message, [...ports]);
}

function attempt(action: () => void): void {
  try {
    action();
  } catch {
    // The frame is gone. That is why the connection is being closed.
  }
}
