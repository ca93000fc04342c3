import { concat, defer, type Observable } from 'rxjs';
import { GuardedSubject } from '../runtime/guarded-subject.js';

/**
 * Why a message to a renderer, or from it, was lost:
 * `unheard`: all listeners of the channel had left, or messages before the first listener were not kept (see
 * `renderer.start`);
 * `expired`: no listener came in time;
 * `queue-full`: too many messages waited for a first listener;
 * `malformed`: the frame, the message or its arguments could not be read;
 * `disconnected`: the connection ended while the message waited for a first listener;
 * `transport-failed`: the transport threw.
 */
export type RendererDropReason =
  'unheard' | 'expired' | 'queue-full' | 'malformed' | 'disconnected' | 'transport-failed';

/** Lost messages, as plain data. */
export interface RendererDrop {
  /** Why they were lost. */
  readonly reason: RendererDropReason;
  /** Absent if it could not be read, and for channels after the first 256. */
  readonly channel?: string;
  /** The number of lost messages. */
  readonly count: number;
}

/** Other renderers can send to any number of channels: only this many are counted separately. */
const MAX_CHANNELS = 256;

/** The messages that a renderer has lost. A subscriber gets the totals so far, and then each loss. */
export class RendererDrops {
  readonly drops$: Observable<RendererDrop>;
  private readonly drops = new GuardedSubject<RendererDrop>();
  private readonly totals = new Map<string, RendererDrop>();

  constructor() {
    this.drops$ = defer(() => concat([...this.totals.values()], this.drops));
  }

  add(reason: RendererDropReason, channel?: string, count = 1): void {
    let drop: RendererDrop = channel === undefined ? { reason, count } : { reason, channel, count };
    let key = `${reason} ${channel ?? ''}`;
    if (this.totals.size >= MAX_CHANNELS && !this.totals.has(key)) {
      key = reason;
      drop = { reason, count };
    }
    this.totals.set(key, { ...drop, count: count + (this.totals.get(key)?.count ?? 0) });
    this.drops.next(drop);
  }

  end(): void {
    this.drops.complete();
  }
}
