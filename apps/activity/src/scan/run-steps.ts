import { Observable } from 'rxjs';

/**
 * Takes steps for `sliceMs` at a time and lets the process hear its messages in between; emits after each slice,
 * completes after the last step. Unsubscribing ends the work.
 */
export function runSteps(steps: Iterator<void, void>, sliceMs = 15): Observable<void> {
  return new Observable((subscriber) => {
    let turn: NodeJS.Immediate | undefined;
    function runSlice(): void {
      const end = performance.now() + sliceMs;
      let isDone = false;
      while (!isDone && performance.now() < end) isDone = steps.next().done === true;
      subscriber.next();
      if (isDone) subscriber.complete();
      else if (!subscriber.closed) turn = setImmediate(runSlice);
    }
    turn = setImmediate(runSlice);
    return () => clearImmediate(turn);
  });
}
