import { concat, defer, type Observable } from 'rxjs';
import { GuardedSubject } from '../runtime/guarded-subject.js';

/**
 * Why something that came for a renderer, or that it sent, went nowhere:
 * `unheard`: the listeners of the channel had left, or nobody kept what came before the first (see `renderer.start`);
 * `expired`: nobody listened in time;
 * `queue-full`: too much waited for a first listener;
 * `malformed`: it could not be read, as a frame, a message or arguments;
 * `disconnected`: the connection ended while it waited for a first listener;
 * `transport-failed`: the transport threw.
 */
export type RendererDropReason =
  'unheard' | 'expired' | 'queue-full' | 'malformed' | 'disconnected' | 'transport-failed';

/** Messages that went nowhere, as plain data. */
export interface RendererDrop {
  readonly reason: RendererDropReason;
  /** Absent where it could not be read, and for channels behind the first 256. */
  readonly channel?: string;
  readonly count: number;
}

/** Another renderer can send to any number of channels: so many are counted apart. */
const MAX_CHANNELS = 256;

/** What a renderer has lost: so far for those who subscribe, and then as it happens. */
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
