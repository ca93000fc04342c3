import { throwError } from 'rxjs';

/**
 * Makes an error of a listener an uncaught error of its process, as with Node's emitter, without breaking what is
 * going on here: RxJS throws it from a timer of its own, or gives it to `config.onUnhandledError`.
 */
export function reportUncaught(error: unknown): void {
  throwError(() => error).subscribe();
}
