import { asyncScheduler, queueScheduler } from 'rxjs';
import type { TestScheduler } from 'rxjs/testing';
import type { StepLimit } from './step-limit.js';

/** Runs the next action, and lets virtual time pass to it. @returns false if there is none, or no step is left */
export function step(scheduler: TestScheduler, limit: StepLimit): boolean {
  for (const hot of scheduler.hotObservables.splice(0)) hot.setup();
  if (scheduler.actions.length === 0 || !limit.take()) return false;
  const action = scheduler.actions.shift()!;
  scheduler.frame = action.delay;
  const error = action.execute(action.state, action.delay) as Error | undefined;
  if (error) throw error;
  return true;
}

/**
 * The same within an action that waits. RxJS's own schedulers put other actions off until that one returns. So a `timer`
 * of main would wait for the renderer, and the renderer for main.
 */
export function stepWithin(scheduler: TestScheduler, limit: StepLimit): boolean {
  const hasStepped = step(scheduler, limit);
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
