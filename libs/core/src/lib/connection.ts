import {
  EMPTY_BODY,
  bodyBytes,
  packFrame,
  type Address,
  type CulvertErrorCode,
  type Limits,
  type MainMessage,
  type Packet,
} from '@culvert/protocol';
import type { SchedulerLike, Subscription } from 'rxjs';
import type { VerifiedSender } from './ipc-types.js';
import { Outbox } from './outbox.js';
import type { Transport } from './transport.js';

/** Main's end of one transport: one epoch of one renderer. */
export class Connection {
  readonly address: Address;
  readonly sender: VerifiedSender;
  readonly transport: Transport;
  /** Frames of this peer that were malformed or over a limit. */
  badFrames = 0;
  private readonly outbox: Outbox;
  private readonly queuedLimit: number;
  private frames: Subscription | undefined;
  private ended = false;

  constructor(
    address: Address,
    sender: VerifiedSender,
    transport: Transport,
    scheduler: SchedulerLike,
    limits: Limits,
  ) {
    this.address = address;
    this.sender = sender;
    this.transport = transport;
    this.outbox = new Outbox(transport, scheduler, true);
    this.queuedLimit = limits.queuedBytes;
  }

  /** Takes what the peer sends; `onEnd` is called once, when the peer closes or breaks. */
  listen(onFrame: (frame: unknown) => void, onEnd: () => void): void {
    const frames = this.transport.frames$.subscribe({ next: onFrame, error: onEnd, complete: onEnd });
    if (this.ended) frames.unsubscribe();
    else this.frames = frames;
  }

  /** @returns whether it was taken; before the handshake only so much is kept */
  deliver(packet: Packet<MainMessage>): boolean {
    if (this.outbox.isHeld && this.outbox.queuedBytes + bodyBytes(packet.body) > this.queuedLimit)
      return false;
    this.outbox.push(packet);
    return true;
  }

  /** The handshake's answer overtakes what waits for it. */
  welcome(message: MainMessage): void {
    this.sendNow({ message, body: EMPTY_BODY });
    this.outbox.release();
  }

  /** The handshake failed. The caller ends the connection after it. */
  refuse(code: CulvertErrorCode, reason: string): void {
    this.sendNow({ message: { kind: 'refuse', code, reason }, body: EMPTY_BODY });
  }

  private sendNow(packet: Packet<MainMessage>): void {
    this.transport.send(packFrame([packet], this.transport.encoding));
  }

  /** The way that wakes a blocked renderer, behind everything that was sent to it before. */
  replySync(packet: Packet<MainMessage>): void {
    this.outbox.flush();
    if (this.transport.replySync === undefined) this.sendNow(packet);
    else this.transport.replySync(packFrame([packet], this.transport.encoding));
  }

  end(): void {
    this.ended = true;
    this.frames?.unsubscribe();
    this.outbox.close();
    this.transport.close();
  }
}
