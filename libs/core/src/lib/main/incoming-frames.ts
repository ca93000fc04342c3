import type { Packet, RendererMessage } from '@culvert/protocol';
import type { Connection } from './connection.js';

interface IncomingFrame {
  readonly connection: Connection;
  readonly packets: readonly Packet<RendererMessage>[];
  next: number;
}

/** One packet, and who has sent it. */
export interface Arrival {
  readonly connection: Connection;
  readonly packet: Packet<RendererMessage>;
}

/**
 * Frames whose packets wait, in the order in which they came. Those of guests come within a packet of their window, and
 * stand before what comes behind that packet in its own frame.
 */
export class IncomingFrames {
  private readonly frames: IncomingFrame[] = [];
  /** How many of guests have come since the last packet was taken. */
  private recent = 0;

  push(connection: Connection, packets: readonly Packet<RendererMessage>[]): void {
    if (packets.length === 0) return;
    const frame = { connection, packets, next: 0 };
    if (connection.depth > 0) this.frames.splice(this.recent++, 0, frame);
    else this.frames.push(frame);
  }

  /** The packet whose turn it is. */
  shift(): Arrival | undefined {
    this.recent = 0;
    const frame = this.frames[0];
    if (frame === undefined) return undefined;
    const packet = frame.packets[frame.next++]!;
    if (frame.next === frame.packets.length) this.frames.shift();
    return { connection: frame.connection, packet };
  }
}
