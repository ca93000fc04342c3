import { config } from 'rxjs';

/**
 * The next error that would be uncaught in this process, for instance one that a listener throws. It is caught
 * here, so it ends nothing.
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
