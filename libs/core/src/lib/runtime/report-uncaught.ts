import { throwError } from 'rxjs';

/**
 * Makes an error of a listener an uncaught error of its process, as Node's emitter does. The caller goes on. RxJS throws
 * the error from a timer of its own, or gives it to `config.onUnhandledError`. Neutral code has no `reportError` and no
 * `setTimeout` for this.
 */
export function reportUncaught(error: unknown): void {
  throwError(() => error).subscribe();
}
