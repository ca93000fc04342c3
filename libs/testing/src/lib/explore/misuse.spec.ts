import { failureOf } from '../../../testing/failure-of.js';
import { runIpc } from '../virtual/run-ipc.js';
import { runIpcAsync } from '../virtual/run-ipc-async.js';
import { explore } from './explore.js';
import type { ExploreOptions } from './explore-options.js';
import type { ExploreHelpers, Scenario } from './scenario.js';

const send: Scenario = ({ renderer, step }) => step(renderer, () => renderer.ipcRenderer.send('x'));

/** A value that TypeScript refuses. */
function wrong<T>(value: unknown): T {
  return value as T;
}

describe('explore', () => {
  it.each<[string, ExploreOptions, string]>([
    ['an unknown option', wrong({ schedule: 5 }), "explore has no option 'schedule'"],
    ['an unknown option of main', { main: wrong({ polcy: true }) }, "explore: main has no option 'polcy'"],
    ['a scheduler of main', { main: wrong({ scheduler: {} }) }, "explore: main has no option 'scheduler'"],
    ['an unknown fault', { faults: wrong({ cuts: 1 }) }, "explore: faults has no option 'cuts'"],
    ['a reduction that is a text', { reduction: wrong('no') }, 'reduction must be true or false'],
  ])('refuses %s', (_name, options, message) => {
    expect(() => explore(send, options)).toThrow(
      expect.objectContaining({ code: 'ERR_CULVERT_INVALID_ARGUMENT' }),
    );
    expect(() => explore(send, options)).toThrow(message);
  });

  it.each<[string, (helpers: ExploreHelpers) => unknown, string]>([
    [
      'an unknown option of a link',
      ({ link }) => link(wrong({ documnt: send })),
      "link has no option 'documnt'",
    ],
    ['an option of runIpc', ({ link }) => link(wrong({ latency: '3ms' })), "link has no option 'latency'"],
    ['unknown info', ({ link }) => link({ info: wrong({ grace: 5 }) }), "link: info has no option 'grace'"],
    [
      'an unknown option of a renderer',
      ({ link }) => link({ renderer: wrong({ scheduler: {} }) }),
      "link: renderer has no option 'scheduler'",
    ],
    [
      'another handshake',
      ({ link }) => link({ handshake: wrong('late') }),
      "handshake must be 'done' or 'explored'",
    ],
    [
      'info of a guest',
      ({ link, guest }) => guest(link(), wrong({ info: {} })),
      "guest has no option 'info'",
    ],
    [
      'a document that is no function',
      ({ link }) => link({ document: wrong('x') }),
      'document needs a function',
    ],
    ['a step that is no function', ({ renderer, step }) => step(renderer, wrong(5)), 'step needs a function'],
    ['a check that is no function', ({ atRest }) => atRest(wrong(undefined)), 'atRest needs a function'],
    ['no check at all', ({ always }) => always(wrong(undefined)), 'always needs a function'],
    [
      'converged with one end',
      ({ atRest, invariants }) => atRest(invariants.converged(() => 1)),
      'converged needs a function for each end',
    ],
    [
      'converged without its call',
      ({ atRest, invariants }) => atRest(wrong(invariants.converged)),
      'converged needs a function for each end',
    ],
    [
      'a check that returns a check',
      ({ atRest, invariants }) => atRest(() => invariants.answered),
      'atRest 1 has returned a function',
    ],
  ])('refuses %s', (_name, use, message) => {
    expect(() => explore((helpers) => void use(helpers))).toThrow(message);
  });

  it.each<[string, () => unknown, () => unknown, boolean]>([
    ['two maps with another entry', () => new Map([[1, 2]]), () => new Map([[1, 3]]), false],
    ['two equal maps', () => new Map([[1, 2]]), () => new Map([[1, 2]]), true],
    ['NaN and null', () => NaN, () => null, false],
    ['another order of keys', () => ({ a: 1, b: 2 }), () => ({ b: 2, a: 1 }), true],
    ['two big integers', () => 1n, () => 1n, true],
  ])('compares %s as values', (_name, one, other, isEqual) => {
    const run = () => explore(({ atRest, invariants }) => atRest(invariants.converged(one, other)));
    if (isEqual) expect(run()).toMatchObject({ schedules: 1 });
    else expect(run).toThrow('one end has');
  });
});

describe('explore.replay', () => {
  it.each(['r9.1', 'r1.2', 'r2>', 'r1!reload g', '-r1.2'])(
    'refuses %s, which the scenario does not have',
    (text) => {
      expect(() => explore.replay(send, text)).toThrow(
        expect.objectContaining({ code: 'ERR_CULVERT_INVALID_ARGUMENT' }),
      );
    },
  );

  it('passes a schedule that was possible, and is not after a mend', () => {
    expect(explore.replay(send, 'r1.1 r1> r1<')).toMatchObject({ schedules: 1 });
  });

  it('is printed with the options of main, and its spec with all imports', () => {
    const denied: Scenario = ({ main, renderer, step, atRest }) => {
      let [sent, heard] = [0, 0];
      main.ipcMain.on('x', () => heard++);
      step(renderer, () => renderer.ipcRenderer.send('x', ++sent));
      atRest(() => heard === sent || 'main has heard nothing');
    };
    const options: ExploreOptions = { main: { policy: () => false } };
    const failure = failureOf(denied, options);
    const call = `explore.replay(scenario, '${failure.replay}', options);`;
    expect(failure.message).toContain(call);
    expect(failure.spec).toContain(call);
    expect(failure.spec).toContain("import { options, scenario } from './scenario.js';");
    expect(() => explore.replay(denied, failure.replay, options)).toThrow('main has heard nothing');
    expect(explore.replay(denied, failure.replay)).toMatchObject({ schedules: 1 });
  });
});

describe('virtual time', () => {
  it('belongs to one run: explore within runIpc is refused, and the other way round', () => {
    expect(() => runIpc(() => explore(send))).toThrow('explore: runIpc is still running');
    expect(() => explore(() => void runIpc(() => undefined))).toThrow('runIpc: explore is still running');
    expect(() => explore(() => void explore.replay(send, 'r1.1'))).toThrow('explore is still running');
    expect(explore(send)).toMatchObject({ pruned: 0 });
  });

  it('belongs to explore.inTurns until it has ended', async () => {
    // The first turn ends after 100 ms, so the first run takes longer.
    let isFirst = true;
    const slow: Scenario = (helpers) => {
      const end = performance.now() + 110;
      while (isFirst && performance.now() < end);
      isFirst = false;
      const { link, step } = helpers;
      // Main gets these in either order, so there is a second run for the next turn.
      for (const { renderer } of [link(), link()]) step(renderer, () => renderer.ipcRenderer.send('x'));
    };
    const exploration = explore.inTurns(slow);
    await expect(runIpcAsync(async () => undefined)).rejects.toThrow('explore.inTurns is still running');
    await expect(exploration).resolves.toMatchObject({ schedules: 2 });
    await runIpcAsync(async () => undefined);
  });
});

describe('the diagram of a run that never ends', () => {
  it('shows its last steps', () => {
    const echo: Scenario = ({ main, renderer, step }) => {
      main.ipcMain.on('x', (event) => event.reply('x'));
      renderer.ipcRenderer.on('x', () => renderer.ipcRenderer.send('x'));
      step(renderer, () => renderer.ipcRenderer.send('x'));
    };
    const { diagram } = failureOf(echo, {});
    expect(diagram).toContain('steps are not drawn');
    expect(Math.max(...diagram.split('\n').map(({ length }) => length))).toBeLessThan(300);
  });
});

describe('a report', () => {
  it.each<[ExploreOptions, string]>([
    [{}, 'all schedules up to equivalence'],
    [{ reduction: false }, 'all schedules)'],
    [{ preemptions: 1 }, 'all with at most 1 preemption)'],
    [{ schedules: 3, seed: 7 }, 'random, seed 7'],
  ])('says which schedules they were: %j', (options, words) => {
    expect(String(explore(send, options))).toContain(words);
  });

  it('says that one was replayed', () => {
    expect(String(explore.replay(send, 'r1.1'))).toContain('one replayed');
  });
});
