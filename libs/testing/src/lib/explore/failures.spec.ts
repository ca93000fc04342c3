import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { call, defineContract, expose, stream, wrap } from '@culvert/core';
import { NEVER, Subject } from 'rxjs';
import { failureOf } from '../../../testing/failure-of.js';
import { explore } from './explore.js';
import type { ExploreOptions } from './explore-options.js';
import type { Scenario } from './scenario.js';

const contract = defineContract('rows', { rows: stream<void, number>() });

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

/** Faults of a program, of each kind that a check without a word finds, or a ready one. */
const faulty: readonly [check: string, Scenario, ExploreOptions][] = [
  [
    'uncaught error',
    ({ main, link, step }) => {
      const [one, two] = [link(), link()];
      let last = 0;
      main.ipcMain.on('x', ({ sender }) => {
        if (sender.id < last) throw new Error('the second one came first');
        last = sender.id;
      });
      for (const { renderer } of [one, two]) step(renderer, () => renderer.ipcRenderer.send('x'));
    },
    {},
  ],
  [
    'endless run',
    ({ renderer, main, step }) => {
      main.ipcMain.on('ping', (event) => event.reply('pong'));
      renderer.ipcRenderer.on('pong', () => renderer.ipcRenderer.send('ping'));
      step(renderer, () => renderer.ipcRenderer.send('ping'));
    },
    { steps: 50 },
  ],
  ['agreement', callOnce, { faults: { drop: 1 } }],
  [
    'answered',
    ({ main, renderer, step, atRest, invariants }) => {
      const silent = defineContract('silent', { ask: call() });
      expose(main, silent, { ask: () => undefined }, { interceptors: [() => NEVER] });
      step(renderer, () => {
        wrap(renderer, silent).ask.$().subscribe();
      });
      atRest(invariants.answered);
    },
    {},
  ],
  ['one answer', callOnce, { faults: { duplicate: 1 } }],
  [
    'nothingOpen',
    ({ main, renderer, step, atRest, invariants }) => {
      const rows = new Subject<number>();
      expose(main, contract, { rows: () => rows });
      step(renderer, () => {
        wrap(renderer, contract).rows().subscribe();
      });
      // The stream stays open if it starts after the end of its source.
      step(main, () => (rows.observed ? rows.complete() : undefined));
      atRest(invariants.nothingOpen);
    },
    {},
  ],
  [
    'converged',
    ({ main, link, step, atRest, invariants }) => {
      const views = [0, 0];
      const renderers = [link(), link()];
      renderers.forEach(({ renderer }, index) => {
        renderer.ipcRenderer.on('set', (_event, value: number) => (views[index] = value));
        // Each renderer shows its own value at once, and gets that of the other one later.
        step(renderer, () => renderer.ipcRenderer.send('set', (views[index] = index + 1)));
      });
      main.ipcMain.on('set', ({ sender }, value: number) => {
        for (const { webContents } of renderers) if (webContents !== sender) webContents!.send('set', value);
      });
      atRest(invariants.converged(...renderers.map((_, index) => () => views[index])));
    },
    {},
  ],
];

function callOnce({ main, renderer, step, atRest, invariants }: Parameters<Scenario>[0]): void {
  main.ipcMain.handle('x', () => 1);
  step(
    renderer,
    () => renderer.ipcRenderer.send('note'),
    () => void renderer.ipcRenderer.invoke('x'),
  );
  atRest(invariants.answered);
}

describe('a faulty program', () => {
  it.each(faulty)(
    'fails the check %s, in a small schedule that can be replayed',
    (check, scenario, options) => {
      const failure = failureOf(scenario, options);
      expect(failure.check).toBe(check);
      expect(failure.replay.split(' ').length).toBeLessThanOrEqual(6);
      const replay = () => explore.replay(scenario, failure.replay, { steps: options.steps });
      expect(replay).toThrow(expect.objectContaining({ check, diagram: failure.diagram }));
    },
  );
});

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

                0 2 4 6 8
      main      --b--bd-d
      r1        -a-c-----
      r1 → main -b-d-----
      main → r1 --c------
      r2        ----e--c-
      r2 → main ----b--d-
      main → r2 -----c---
                        ^

      a  r1.2: ipcRenderer.send('read')
      b  send 'read' []
      c  deliver 'count' [0]
      d  send 'write' [1]
      e  r2.2: ipcRenderer.send('read')

      Found in run 46, 16 steps long. This is the smallest one.
      explore.replay(scenario, '-r2.3 -r1.3 -r2.1 -r1.1 r1< r2.2 r2>');"
    `);
    expect(marbles).toBe(14);
  });

  it('is printed as in docs/testing.md', () => {
    const page = readFileSync(join(__dirname, '../../../../../docs/testing.md'), 'utf8');
    const { message } = failureOf(({ main, link, step, atRest }) => {
      let count = 0;
      main.ipcMain.on('read', (event) => event.reply('count', count));
      main.ipcMain.on('write', (_event, value: number) => (count = value));
      for (const { renderer } of [link(), link()]) {
        const { ipcRenderer } = renderer;
        ipcRenderer.on('count', (_event, value: number) => ipcRenderer.send('write', value + 1));
        step(renderer, () => ipcRenderer.send('read'));
      }
      atRest(() => count === 2 || `the count is ${count}`);
    });
    expect(page).toContain(message);
  });
});
