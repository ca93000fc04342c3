import { BehaviorSubject, distinctUntilChanged, map, type Observable } from 'rxjs';
import type { Renderer } from './renderer.js';

/** The renderers of this process or page that are not closed, in the order of their making. */
class OpenRenderers {
  readonly first$: Observable<Renderer | undefined>;
  private readonly renderers = new Set<Renderer>();
  private readonly changes = new BehaviorSubject<void>(undefined);

  constructor() {
    this.first$ = this.changes.pipe(
      map(() => this.renderers.values().next().value),
      distinctUntilChanged(),
    );
  }

  add(renderer: Renderer): void {
    this.renderers.add(renderer);
    this.changes.next();
  }

  delete(renderer: Renderer): void {
    this.renderers.delete(renderer);
    this.changes.next();
  }
}

/**
 * State of the module, for one reason: an element that HTML makes is given no renderer, and still has to find that of
 * its page.
 */
export const openRenderers = new OpenRenderers();
