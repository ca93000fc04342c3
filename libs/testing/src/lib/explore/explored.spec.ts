import { returnWithinGrace } from '../../../testing/scenarios/grace.js';
import { windowWithGuest } from '../../../testing/scenarios/guests.js';
import { fourMessages, sixMessages } from '../../../testing/scenarios/six-messages.js';
import { streamAndReload } from '../../../testing/scenarios/streams.js';
import { syncRequests } from '../../../testing/scenarios/sync-requests.js';
import { explore } from './explore.js';
import type { ExploreOptions } from './explore-options.js';
import type { Scenario } from './scenario.js';

/*
 * The whole core, in all orders. A number that changes means that core sends other frames, or that the reduction has
 * changed. `npm run explore` has longer ones.
 */
const rows: readonly [string, Scenario, ExploreOptions, schedules: number][] = [
  ['calls and messages of two renderers', sixMessages, {}, 160],
  ['calls and messages of two renderers, with a cut', fourMessages, { faults: { cut: 1 } }, 82],
  ['a stream, with a reload', streamAndReload, { faults: { reload: 1 } }, 378],
  ['a window that returns within its grace', returnWithinGrace, { faults: { cut: 1, reconnect: 1 } }, 60],
  ['a window with a guest', windowWithGuest, {}, 23],
  ['sync requests of two renderers', syncRequests, {}, 6],
];

describe('core', () => {
  it.each(rows)('holds in all schedules of %s', (_name, scenario, options, schedules) => {
    expect(explore(scenario, options).schedules).toBe(schedules);
  });

  it('holds in random schedules of two renderers, with cuts, reloads and returns', () => {
    const faults = { cut: 2, reload: 1, reconnect: 2, crash: 1 };
    expect(explore(sixMessages, { schedules: 500, faults }).schedules).toBe(500);
  });
});
