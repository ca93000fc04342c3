import { fromEvent, map, share, type Observable } from 'rxjs';

/**
 * Emits within the `'exit'` of this process or worker thread. The reason may be `process.exit()`, an uncaught
 * error, or that no work is left. Nothing asynchronous runs after it. It does not emit if a signal ends the
 * process.
 */
export const exiting$: Observable<void> = fromEvent(process, 'exit', () => undefined).pipe(
  map(() => undefined),
  // One listener on `process` for all transports, because Node warns of more than ten.
  share(),
);
