import { asyncScheduler, queueScheduler } from 'rxjs';
import type { TestScheduler } from 'rxjs/testing';

/** Runs the next action, and lets virtual time pass to it. @returns false if there is none */
export function step(scheduler: TestScheduler): boolean {
  for (const hot of scheduler.hotObservables.splice(0)) hot.setup();
  const action = scheduler.actions.shift();
  if (action === undefined) return false;
  scheduler.frame = action.delay;
  const error = action.execute(action.state, action.delay) as Error | undefined;
  if (error) throw error;
  return true;
}

/**
 * The same within an action that waits. RxJS's own schedulers put other actions off until that one returns. So a `timer`
 * of main would wait for the renderer, and the renderer for main.
 */
export function stepWithin(scheduler: TestScheduler): boolean {
  const hasStepped = step(scheduler);
  for (const { actions } of [asyncScheduler, queueScheduler]) {
    for (let action = actions.shift(); action !== undefined; action = actions.shift()) {
      // The interval of an action ends when the action returns. One that runs already must not run again.
      if (Reflect.get(action, 'pending') === false) continue;
      const error = action.execute(action.state, action.delay) as Error | undefined;
      if (error) throw error;
    }
  }
  return hasStepped;
}
