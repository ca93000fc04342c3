import type { Packet, RendererMessage } from '@culvert/protocol';
import type { Effect } from '@culvert/router';
import type { Connection } from './connection.js';
import { Fifo } from '../runtime/fifo.js';
import { IncomingFrames } from './incoming-frames.js';
import { reportUncaught } from '../runtime/report-uncaught.js';

/** What is to be done: an effect of the router, or something that main does beside it. */
type Action = Effect | (() => void);

export interface RelayQueueSettings {
  run(effect: Effect): void;
  receive(connection: Connection, packet: Packet<RendererMessage>): void;
}

/**
 * Queue, then act: whatever runs here finds main's state and its tables complete, and what it asks of main takes its
 * turn. An action that throws becomes an uncaught error, and those behind it are carried out all the same.
 *
 * All actions come before the next packet. So what one packet brings about is done before the next one is read.
 */
export class RelayQueue {
  private readonly settings: RelayQueueSettings;
  /** The end of one renderer may bring tens of thousands. */
  private readonly actions = new Fifo<Action>();
  private readonly incoming = new IncomingFrames();
  private running = false;

  constructor(settings: RelayQueueSettings) {
    this.settings = settings;
  }

  /** Carried out by the next {@link settle}, or by the one that is going on. */
  push(action: Action): void {
    this.actions.push(action);
  }

  /** Now, or behind what is being done. */
  do(action: () => void): void {
    this.push(action);
    this.settle();
  }

  /** Reads a frame, packet by packet. */
  read(connection: Connection, packets: readonly Packet<RendererMessage>[]): void {
    this.incoming.push(connection, packets);
    this.settle();
  }

  /** Makes a change of several steps: nothing is carried out before it is complete. */
  atomically<T>(change: () => T): T {
    if (this.running) return change();
    this.running = true;
    try {
      return change();
    } finally {
      this.drain();
    }
  }

  /** Carries out all that waits, unless somebody is at it. */
  settle(): void {
    if (this.running) return;
    this.running = true;
    this.drain();
  }

  /** A listener may end main: what it has asked for before is carried out now, or never. */
  finish(): void {
    const { running } = this;
    this.running = true;
    while (this.actions.length > 0) {
      try {
        this.carryOutNext();
      } catch (error) {
        reportUncaught(error);
      }
    }
    this.running = running;
  }

  /** This process exits, and what has called the listener that did it is never returned to: what comes now is not within it. */
  exit(): void {
    this.finish();
    this.running = false;
  }

  private drain(): void {
    for (;;) {
      try {
        while (this.carryOutNext());
        this.running = false;
        return;
      } catch (error) {
        reportUncaught(error);
      }
    }
  }

  /** @returns whether there was anything to do */
  private carryOutNext(): boolean {
    const action = this.actions.shift();
    if (action !== undefined) {
      if (typeof action === 'function') action();
      else this.settings.run(action);
      return true;
    }
    const arrival = this.incoming.shift();
    if (arrival === undefined) return false;
    this.settings.receive(arrival.connection, arrival.packet);
    return true;
  }
}
