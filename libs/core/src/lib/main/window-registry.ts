import { Subscription, take, type Observable, type SchedulerLike } from 'rxjs';
import { attempt } from '../runtime/attempt.js';
import { GuardedSubject } from '../runtime/guarded-subject.js';
import type { WebContents } from '../emitters/ipc-types.js';
import { scheduleInBackground } from '../runtime/schedule-after.js';
import { MainWebContents, type WebContentsHost } from './web-contents.js';

/** How long a WebContents waits for its return: a number of ms, or until this Observable emits or ends. */
export type Grace = number | Observable<unknown>;

/** Every WebContents that is not destroyed: connected, or within the grace after its connection. */
export class WindowRegistry {
  readonly created$: Observable<WebContents>;
  private readonly created = new GuardedSubject<WebContents>();
  private readonly windows = new Map<number, MainWebContents>();
  private readonly graces = new Map<number, Subscription>();
  private readonly scheduler: SchedulerLike;
  private readonly later: (task: () => void) => void;

  /** @param later runs listeners when main's tables are complete, because listeners may do anything to main */
  constructor(scheduler: SchedulerLike, later: (task: () => void) => void) {
    this.scheduler = scheduler;
    this.later = later;
    this.created$ = this.created.asObservable();
  }

  find(id: number): MainWebContents | undefined {
    return this.windows.get(id);
  }

  all(): WebContents[] {
    return [...this.windows.values()];
  }

  /** Returns the same object within the grace, otherwise a new one. */
  open(id: number, host: WebContentsHost, hostId: number | undefined): MainWebContents {
    this.endGrace(id);
    const present = this.windows.get(id);
    const webContents = present ?? new MainWebContents(id, host);
    webContents.embed(hostId);
    this.windows.set(id, webContents);
    return webContents;
  }

  /** Tells the subscribers of `created$`. */
  announce(webContents: WebContents): void {
    this.created.next(webContents);
  }

  /** The connection is over. */
  leave(id: number, grace: Grace): void {
    this.endGrace(id);
    if (typeof grace === 'number' && grace <= 0) {
      this.destroy(id);
      return;
    }
    // Set before the subscription, because the Observable may emit at once.
    const waiting = new Subscription();
    this.graces.set(id, waiting);
    const destroy = () => this.destroy(id);
    attempt(() =>
      waiting.add(
        typeof grace === 'number'
          ? scheduleInBackground(this.scheduler, grace, destroy)
          : grace.pipe(take(1)).subscribe({ complete: destroy, error: destroy }),
      ),
    );
  }

  close(): void {
    for (const id of [...this.windows.keys()]) this.destroy(id);
    this.later(() => this.created.complete());
  }

  private destroy(id: number): void {
    this.endGrace(id);
    const webContents = this.windows.get(id);
    this.windows.delete(id);
    webContents?.destroy((task) => this.later(task));
  }

  private endGrace(id: number): void {
    const waiting = this.graces.get(id);
    this.graces.delete(id);
    // The Observable is foreign code, and its teardown may throw.
    attempt(() => waiting?.unsubscribe());
  }
}
