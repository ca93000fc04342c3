import { packFrame, portsOf, type Frame, type Message, type Packet } from '@culvert/protocol';
import type { Transferable } from '../transport/message-port.js';
import type { Transport } from '../transport/transport.js';

/** Below this size in bytes, a copy is as fast as a transfer. */
const MOVED_BYTES = 64 * 1024;

/** Packets that could not be sent, with the reason. */
export interface SendFailure<M extends Message> {
  readonly error: unknown;
  readonly lost: readonly Packet<M>[];
  /** `true` if only these packets could not be packed. The transport and all other packets of the frame are fine. */
  readonly isUnpackable: boolean;
}

/**
 * The sending side of a transport. A transport may be foreign code. Its errors go to `onFailure`, with the lost packets.
 * They never reach the sending code, which may be in the middle of a loop over all renderers.
 */
export class FrameSender<M extends Message> {
  private readonly transport: Transport;
  private readonly onFailure: (failure: SendFailure<M>) => void;

  constructor(transport: Transport, onFailure: (failure: SendFailure<M>) => void) {
    this.transport = transport;
    this.onFailure = onFailure;
  }

  send(packets: readonly Packet<M>[]): void {
    let frame: Frame;
    try {
      frame = packFrame(packets, this.transport.encoding);
    } catch (error) {
      this.sendHalves(packets, error);
      return;
    }
    this.attempt(packets, () => {
      const transfer: Transferable[] = portsOf(packets);
      if (this.transport.transfersBuffers === true)
        for (const buffer of largeBuffers(packets)) transfer.push(buffer);
      if (transfer.length === 0) this.transport.send(frame);
      else this.transport.send(frame, transfer);
    });
  }

  /** Sends a packet so that it wakes a blocked renderer, if the transport has its own way for that. */
  replySync(packet: Packet<M>): void {
    const { transport } = this;
    if (transport.replySync === undefined) this.send([packet]);
    else this.attempt([packet], () => transport.replySync?.(packFrame([packet], transport.encoding)));
  }

  /** One frame cannot hold all packets, or one of them cannot be packed. All others are sent, in order. */
  private sendHalves(packets: readonly Packet<M>[], error: unknown): void {
    if (packets.length < 2) {
      this.onFailure({ error, lost: packets, isUnpackable: true });
      return;
    }
    const middle = packets.length >>> 1;
    this.send(packets.slice(0, middle));
    this.send(packets.slice(middle));
  }

  close(): void {
    this.attempt([], () => this.transport.close());
  }

  private attempt(packets: readonly Packet<M>[], action: () => void): void {
    try {
      action();
    } catch (error) {
      this.onFailure({ error, lost: packets, isUnpackable: false });
    }
  }
}

/** The buffers of large blobs that only this process owns, each once. */
function largeBuffers(packets: readonly Packet[]): ReadonlySet<ArrayBuffer> {
  const buffers = new Set<ArrayBuffer>();
  for (const { body, isShared } of packets) {
    if (isShared === true) continue;
    for (const { byteLength, buffer } of body.blobs)
      if (byteLength >= MOVED_BYTES && buffer instanceof ArrayBuffer) buffers.add(buffer);
  }
  return buffers;
}
