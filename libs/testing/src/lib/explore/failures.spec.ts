import { explore } from './explore.js';
import { ExploreFailure } from './explore-failure.js';
import type { ExploreOptions } from './explore-options.js';
import type { Scenario } from './scenario.js';

function failureOf(scenario: Scenario, options?: ExploreOptions): ExploreFailure {
  try {
    explore(scenario, options);
  } catch (error) {
    if (error instanceof ExploreFailure) return error;
    throw error;
  }
  throw new Error('No check has failed.');
}

/** Two renderers read a number of main and write it back, one greater. An update gets lost between two reads. */
const lostUpdate: Scenario = ({ main, link, step, atRest }) => {
  let count = 0;
  main.ipcMain.on('read', (event) => event.reply('count', count));
  main.ipcMain.on('write', (_event, value: number) => (count = value));
  for (let index = 0; index < 2; index++) {
    const { renderer } = link();
    const { ipcRenderer } = renderer;
    ipcRenderer.on('count', (_event, value: number) => ipcRenderer.send('write', value + 1));
    step(
      renderer,
      () => ipcRenderer.send('log', 'begins'),
      () => ipcRenderer.send('read'),
      () => ipcRenderer.send('log', 'is done'),
    );
  }
  atRest(function eachCounts() {
    return count === 2 || `the count is ${count}`;
  });
};

describe('a failure', () => {
  it.each<[string, ExploreOptions]>([
    ['all schedules', {}],
    ['random ones', { schedules: 1000 }],
    ['those with two preemptions', { preemptions: 2 }],
  ])('is found among %s, made small and drawn', (_name, options) => {
    const scenario: Scenario = (helpers) => {
      lostUpdate(helpers);
    };
    const failure = failureOf(scenario, options);
    expect(failure.check).toBe('eachCounts');
    expect(failure.message).toContain('the count is 1');
    expect(failure.marbles).toBeLessThanOrEqual(20);
    expect(() => explore.replay(scenario, failure.replay)).toThrow('the count is 1');
    expect(failure.spec).toContain(`explore.replay(scenario, '${failure.replay}');`);
  });

  it('has a diagram with a row for each process and each direction of a wire', () => {
    const { message, marbles } = failureOf(lostUpdate);
    expect(message).toMatchInlineSnapshot(`
      "eachCounts: the count is 1

                0 2 4 6 8 10
      main      --b--f-bd-d
      r1        -a-c-------
      r1 → main -b-d-------
      main → r1 --c--------
      r2        ----e-g--c-
      r2 → main ----f-b--d-
      main → r2 -------c---
                          ^

      a  r1.2: ipcRenderer.send('read')
      b  send 'read' []
      c  deliver 'count' [0]
      d  send 'write' [1]
      e  r2.1: ipcRenderer.send('log', 'begins')
      f  send 'log' ["begins"]
      g  r2.2: ipcRenderer.send('read')

      Found in run 46, 16 steps long. This is the smallest one.
      explore.replay(scenario, '-r2.3 -r1.3 -r1.1 r1< r2.1 r2> r2.2 r2>');"
    `);
    expect(marbles).toBe(17);
  });
});
