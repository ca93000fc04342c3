import type { Packet, RendererMessage } from '@culvert/protocol';
import type { Connection } from './connection.js';

interface IncomingFrame {
  readonly connection: Connection;
  readonly packets: readonly Packet<RendererMessage>[];
  next: number;
}

/** One packet, and the connection that it came from. */
export interface IncomingPacket {
  readonly connection: Connection;
  readonly packet: Packet<RendererMessage>;
}

/**
 * Frames with packets that wait, in the order of their arrival. A guest's frame arrives within a packet of its host.
 * It goes before the next packet of the host's own frame.
 */
export class IncomingFrames {
  private readonly frames: IncomingFrame[] = [];
  /** The number of guests' frames that have arrived since the last packet was taken. */
  private recent = 0;

  push(connection: Connection, packets: readonly Packet<RendererMessage>[]): void {
    if (packets.length === 0) return;
    const frame = { connection, packets, next: 0 };
    if (connection.depth > 0) this.frames.splice(this.recent++, 0, frame);
    else this.frames.push(frame);
  }

  /** Takes the next packet. */
  shift(): IncomingPacket | undefined {
    this.recent = 0;
    const frame = this.frames[0];
    if (frame === undefined) return undefined;
    const packet = frame.packets[frame.next++]!;
    if (frame.next === frame.packets.length) this.frames.shift();
    return { connection: frame.connection, packet };
  }
}
