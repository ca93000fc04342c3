import { BehaviorSubject, distinctUntilChanged, map, type Observable } from 'rxjs';
import type { Renderer } from './renderer.js';

/** The open renderers of this process or page, in the order of their creation. */
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
 * State of the module, an exception (see decision 20 in docs/decisions). HTML creates a `<culvert-webview>` and gives it
 * no renderer. So the element takes the first open renderer of its page, unless its `renderer` property names another.
 */
export const openRenderers = new OpenRenderers();
