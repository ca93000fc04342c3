import { Subject, type Observable, type SchedulerLike, type Subscription } from 'rxjs';
import type { WebContents } from './ipc-types.js';
import { MainWebContents, type WebContentsHost } from './web-contents.js';

/** Every WebContents that is not destroyed: connected, or within the grace after its connection. */
export class WindowRegistry {
  readonly created$: Observable<WebContents>;
  private readonly created = new Subject<WebContents>();
  private readonly windows = new Map<number, MainWebContents>();
  private readonly graces = new Map<number, Subscription>();
  private readonly scheduler: SchedulerLike;

  constructor(scheduler: SchedulerLike) {
    this.scheduler = scheduler;
    this.created$ = this.created.asObservable();
  }

  find(id: number): MainWebContents | undefined {
    return this.windows.get(id);
  }

  all(): WebContents[] {
    return [...this.windows.values()];
  }

  /** The same object within the grace, otherwise a new one. */
  open(id: number, host: WebContentsHost, hostId: number | undefined): MainWebContents {
    this.endGrace(id);
    const present = this.windows.get(id);
    const webContents = present ?? new MainWebContents(id, host);
    webContents.embed(hostId);
    if (present === undefined) {
      this.windows.set(id, webContents);
      this.created.next(webContents);
    }
    return webContents;
  }

  /** The connection is over. */
  leave(id: number, graceMs: number): void {
    if (graceMs <= 0) {
      this.destroy(id);
      return;
    }
    this.graces.set(
      id,
      this.scheduler.schedule(() => this.destroy(id), graceMs),
    );
  }

  close(): void {
    for (const id of [...this.windows.keys()]) this.destroy(id);
    this.created.complete();
  }

  private destroy(id: number): void {
    this.endGrace(id);
    const webContents = this.windows.get(id);
    this.windows.delete(id);
    webContents?.destroy();
  }

  private endGrace(id: number): void {
    this.graces.get(id)?.unsubscribe();
    this.graces.delete(id);
  }
}
