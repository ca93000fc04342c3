import { packFrame, portsOf, type Frame, type Message, type Packet } from '@culvert/protocol';
import type { Transferable } from '../transport/message-port.js';
import type { Transport } from '../transport/transport.js';

/** Below this, copying is no slower than moving, in bytes. */
const MOVED_BYTES = 64 * 1024;

/** What has become of packets that did not leave, and why. */
export interface SendFailure<M extends Message> {
  readonly error: unknown;
  readonly lost: readonly Packet<M>[];
  /** Only these could not be packed: the transport, and what else was to leave with them, is all right. */
  readonly isUnpackable: boolean;
}

/**
 * The sending side of a transport. Transports are not ours: what one throws goes to `onFailure`, with the packets
 * that were lost, and never to whoever sends, for that may be on its way through all renderers.
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
      const moved: Transferable[] = portsOf(packets);
      if (this.transport.transfersBuffers === true)
        for (const buffer of largeBuffers(packets)) moved.push(buffer);
      if (moved.length === 0) this.transport.send(frame);
      else this.transport.send(frame, moved);
    });
  }

  /** The way that wakes a blocked renderer, where the transport has one of its own. */
  replySync(packet: Packet<M>): void {
    const { transport } = this;
    if (transport.replySync === undefined) this.send([packet]);
    else this.attempt([packet], () => transport.replySync?.(packFrame([packet], transport.encoding)));
  }

  /** One frame cannot hold them all, or one of them cannot be packed: all others leave, in their order. */
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

/** The memory of large blobs that nobody else has, each once. */
function largeBuffers(packets: readonly Packet[]): ReadonlySet<ArrayBuffer> {
  const buffers = new Set<ArrayBuffer>();
  for (const { body, isShared } of packets) {
    if (isShared === true) continue;
    for (const { byteLength, buffer } of body.blobs)
      if (byteLength >= MOVED_BYTES && buffer instanceof ArrayBuffer) buffers.add(buffer);
  }
  return buffers;
}
