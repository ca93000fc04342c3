import { exploredSuite } from '../../../testing/explored-suite.js';
import { sixMessages } from '../../../testing/scenarios/six-messages.js';
import { explore } from './explore.js';

/* The whole core, in all orders or in those with a few preemptions. `npm run explore` has longer ones. */
describe('core', () => {
  it.each(exploredSuite)('holds in all schedules of $name', ({ scenario, options, schedules }) => {
    expect(explore(scenario, options).schedules).toBe(schedules);
  });

  it('holds in random schedules of two renderers, with cuts, reloads and returns', () => {
    const faults = { cut: 2, reload: 1, reconnect: 2, crash: 1 };
    expect(explore(sixMessages, { schedules: 500, faults }).schedules).toBe(500);
  });
});
