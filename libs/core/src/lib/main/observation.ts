import type { Effect, RouterEvent, RouterState } from '@culvert/router';
import { Observable, type SchedulerLike } from 'rxjs';
import { GuardedSubject } from '../runtime/guarded-subject.js';
import type { RelayQueue } from './relay-queue.js';
import { describeEvent, type Drop, type Inspection } from './inspection.js';
import { ROUTER_STATE, type HasRouterState } from './router-state-of.js';

export interface ObservationSettings {
  readonly initial: RouterState;
  readonly scheduler: SchedulerLike;
  /**
   * Subscribers run from this queue, because they may do anything to main. The caller of `show` or `drop` settles the
   * queue.
   */
  readonly queue: Pick<RelayQueue, 'push'>;
}

/** Shows main's routing: every state, every event with its effects, every drop. */
export class Observation {
  readonly state$: Observable<RouterState>;
  readonly inspect$: Observable<Inspection>;
  private readonly settings: ObservationSettings;
  private readonly states = new GuardedSubject<readonly [state: RouterState, version: number]>();
  private readonly inspections = new GuardedSubject<readonly [item: Inspection, number: number]>();
  private state: RouterState;
  /** The number of items so far. A new subscriber sees none of those that still wait in the queue. */
  private shown = 0;
  /** The number of states so far. A new subscriber sees the newest, and then only newer ones. */
  private version = 0;

  constructor(settings: ObservationSettings) {
    this.settings = settings;
    this.state = settings.initial;
    const inspect$ = new Observable<Inspection>((subscriber) => {
      const first = this.shown;
      return this.inspections.subscribe({
        next: ([item, number]) => number > first && subscriber.next(item),
        complete: () => subscriber.complete(),
      });
    });
    this.inspect$ = Object.assign<Observable<Inspection>, HasRouterState>(inspect$, {
      [ROUTER_STATE]: () => this.state,
    });
    // Late subscribers get the last state, even after the end.
    this.state$ = new Observable((subscriber) => {
      const first = this.version;
      subscriber.next(this.state);
      return this.states.subscribe({
        next: ([state, version]) => version > first && subscriber.next(state),
        complete: () => subscriber.complete(),
      });
    });
  }

  /** True if a subscriber sees main's events. */
  get isObserved(): boolean {
    return this.inspections.observed;
  }

  show(event: RouterEvent, effects: readonly Effect[], next: RouterState): void {
    if (next !== this.state) {
      this.state = next;
      const version = ++this.version;
      if (this.states.observed) this.settings.queue.push(() => this.states.next([next, version]));
    }
    if (this.isObserved) this.inspect(describeEvent(event, effects, this.now()));
  }

  drop(drop: Drop): void {
    this.inspect({ kind: 'drop', at: this.now(), ...drop });
  }

  pressure(kind: 'slow' | 'drained', id: number, queuedBytes: number): void {
    if (this.isObserved) this.inspect({ kind, at: this.now(), id, queuedBytes });
  }

  end(): void {
    this.inspections.complete();
    this.states.complete();
  }

  private inspect(inspection: Inspection): void {
    const number = ++this.shown;
    this.settings.queue.push(() => this.inspections.next([inspection, number]));
  }

  private now(): number {
    return this.settings.scheduler.now();
  }
}
