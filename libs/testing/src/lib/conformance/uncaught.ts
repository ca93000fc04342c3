import { config } from 'rxjs';

/**
 * The next error that would be an uncaught one of this process, as what a listener throws is. It is taken: it ends
 * nothing.
 */
export function nextUncaught(): Promise<unknown> {
  return new Promise((resolve) => {
    const previous = config.onUnhandledError;
    config.onUnhandledError = (error) => {
      config.onUnhandledError = previous;
      resolve(error);
    };
  });
}
