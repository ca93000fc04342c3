import { reportUncaught } from './report-uncaught.js';

/**
 * Runs code of the app in the middle of other work. Its error becomes an uncaught error of this process, as with a
 * listener, and the work goes on.
 */
export function attempt(run: () => void): void {
  try {
    run();
  } catch (error) {
    reportUncaught(error);
  }
}
