import type { Packet, RendererMessage } from '@culvert/protocol';
import type { Effect } from '@culvert/router';
import type { Connection } from './connection.js';
import { Fifo } from '../runtime/fifo.js';
import { IncomingFrames } from './incoming-frames.js';
import { reportUncaught } from '../runtime/report-uncaught.js';

/** An action in the queue: an effect of the router, or a task of main. */
type Action = Effect | (() => void);

export interface RelayQueueSettings {
  run(effect: Effect): void;
  receive(connection: Connection, packet: Packet<RendererMessage>): void;
}

/**
 * Queues first, then acts: code that runs here finds main's state and tables complete. Requests of that code to main
 * join the queue. An action that throws becomes an uncaught error, and the actions behind it still run.
 *
 * Main reads the next packet only when all actions, the effects of the previous packet, are done.
 */
export class RelayQueue {
  private readonly settings: RelayQueueSettings;
  /** The end of one renderer may add tens of thousands. */
  private readonly actions = new Fifo<Action>();
  private readonly incoming = new IncomingFrames();
  private running = false;

  constructor(settings: RelayQueueSettings) {
    this.settings = settings;
  }

  /** The next {@link settle} runs it, or the current one. */
  push(action: Action): void {
    this.actions.push(action);
  }

  /** Runs the action now, or after the current actions. */
  do(action: () => void): void {
    this.push(action);
    this.settle();
  }

  /** Reads a frame, packet by packet. */
  read(connection: Connection, packets: readonly Packet<RendererMessage>[]): void {
    this.incoming.push(connection, packets);
    this.settle();
  }

  /** Makes a change in several steps: actions run only when it is complete. */
  atomically<T>(change: () => T): T {
    if (this.running) return change();
    this.running = true;
    try {
      return change();
    } finally {
      this.drain();
    }
  }

  /** Runs all queued actions, unless a caller further out already does. */
  settle(): void {
    if (this.running) return;
    this.running = true;
    this.drain();
  }

  /** A listener may end main: the actions that it queued before run now, or never. */
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

  /** This process exits, and control never returns to the caller of the listener. So later actions run at once. */
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

  /** @returns whether there was an action or a packet */
  private carryOutNext(): boolean {
    const action = this.actions.shift();
    if (action !== undefined) {
      if (typeof action === 'function') action();
      else this.settings.run(action);
      return true;
    }
    const next = this.incoming.shift();
    if (next === undefined) return false;
    this.settings.receive(next.connection, next.packet);
    return true;
  }
}
