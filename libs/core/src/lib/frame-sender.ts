import { packFrame, portsOf, type Message, type Packet } from '@culvert/protocol';
import type { Transferable, Transport } from './transport.js';

/** Below this, copying is no slower than moving, in bytes. */
const MOVED_BYTES = 64 * 1024;

/**
 * The sending side of a transport. Transports are not ours: what one throws goes to `onFailure`, with the packets
 * that were lost, and never to whoever sends, for that may be on its way through all renderers.
 */
export class FrameSender<M extends Message> {
  private readonly transport: Transport;
  private readonly onFailure: (error: unknown, lost: readonly Packet<M>[]) => void;

  constructor(transport: Transport, onFailure: (error: unknown, lost: readonly Packet<M>[]) => void) {
    this.transport = transport;
    this.onFailure = onFailure;
  }

  send(packets: readonly Packet<M>[]): void {
    this.attempt(packets, () => {
      const frame = packFrame(packets, this.transport.encoding);
      const moved: Transferable[] = portsOf(packets);
      if (this.transport.movesBuffers === true) moved.push(...largeBuffers(packets));
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

  close(): void {
    this.attempt([], () => this.transport.close());
  }

  private attempt(packets: readonly Packet<M>[], action: () => void): void {
    try {
      action();
    } catch (error) {
      this.onFailure(error, packets);
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
