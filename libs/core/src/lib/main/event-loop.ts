import type { Packet, RendererMessage } from '@culvert/protocol';
import { reduce, type Effect, type RouterEvent, type RouterState } from '@culvert/router';
import type { SchedulerLike } from 'rxjs';
import { closePorts } from '../transport/message-port.js';
import type { Connection } from './connection.js';
import type { Drop } from './inspection.js';
import { Observation } from './observation.js';
import { RelayQueue } from './relay-queue.js';

export interface EventLoopSettings {
  readonly initial: RouterState;
  readonly scheduler: SchedulerLike;
  /** Carries out one effect of the router. */
  readonly run: (effect: Effect) => void;
  /** Reads one packet of a peer. */
  readonly receive: (connection: Connection, packet: Packet<RendererMessage>) => void;
}

/**
 * The middle of main's pipeline: holds the router's state, reduces events, and queues their effects. It is the only place
 * where the state changes.
 */
export class EventLoop {
  readonly observation: Observation;
  private current: RouterState;
  private readonly queue: RelayQueue;

  constructor({ initial, scheduler, run, receive }: EventLoopSettings) {
    this.current = initial;
    this.queue = new RelayQueue({ run, receive });
    this.observation = new Observation({ initial, scheduler, queue: this.queue });
  }

  get state(): RouterState {
    return this.current;
  }

  /** Reduces at once, so the state is always up to date. Effects run in order, after those that are running. */
  dispatch(event: RouterEvent): void {
    const [next, effects] = reduce(this.current, event);
    this.current = next;
    if ('body' in event && event.body.ports && !effects.some(forwardsBody)) closePorts(event.body);
    this.observation.show(event, effects, next);
    for (const effect of effects) this.queue.push(effect);
    this.queue.settle();
  }

  /** Reads the packets of one frame, after the effects of earlier packets. */
  read(connection: Connection, packets: readonly Packet<RendererMessage>[]): void {
    this.queue.read(connection, packets);
  }

  /** Runs a task now, or after the effects that are running. */
  do(task: () => void): void {
    this.queue.do(task);
  }

  /** Makes a change in several steps: effects run only when it is complete. */
  atomically<T>(change: () => T): T {
    return this.queue.atomically(change);
  }

  /** Shows a drop on `inspect$`. Costs nothing without a subscriber. */
  drop(drop: Drop): void {
    if (!this.observation.isObserved) return;
    this.observation.drop(drop);
    this.queue.settle();
  }

  /** Shows on `inspect$` that a renderer has become slow, or has caught up. */
  pressure(kind: 'slow' | 'drained', id: number, queuedBytes: number): void {
    this.observation.pressure(kind, id, queuedBytes);
    this.queue.settle();
  }

  /** Runs all queued effects now, even if a listener called this. */
  finish(): void {
    this.queue.finish();
  }

  /** This process exits. Later events run at once, because the listener that exits the process never returns. */
  exit(): void {
    this.queue.exit();
  }

  /** Completes `inspect$` and `state$`, after all that is queued. */
  end(): void {
    this.queue.push(() => this.observation.end());
  }
}

/** True if this effect forwards the event's body, and the ports in it. */
function forwardsBody({ type }: Effect): boolean {
  return type === 'deliver' || type === 'dispatch' || type === 'relay';
}
