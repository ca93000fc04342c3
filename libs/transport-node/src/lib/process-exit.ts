import { fromEvent, map, share, type Observable } from 'rxjs';

/**
 * Emits within the `'exit'` of this process, or of this worker thread: by `process.exit()`, an uncaught error, or when
 * nothing is left to do. Nothing asynchronous runs after it. A signal that ends a process has none.
 */
export const exiting$: Observable<void> = fromEvent(process, 'exit', () => undefined).pipe(
  map(() => undefined),
  // One listener of `process` for all transports: it warns of more than ten.
  share(),
);
