import { explore } from './explore.js';
import type { ExploreOptions } from './explore-options.js';
import { Random } from './random.js';
import type { Scenario } from './scenario.js';

/** A small program of two renderers, and all that its ends can see. `see` gets it at rest. */
function program(seed: number, see: (outcome: string) => void): Scenario {
  return ({ main, link, step, atRest }) => {
    const random = new Random(seed);
    const seen: Record<string, string[]> = { main: [], r1: [], r2: [] };
    const [one, two] = [link(), link()];
    main.ipcMain.on('x', (event, text: string) => {
      seen['main']!.push(text);
      if (text.endsWith('!')) event.reply('y', text);
    });
    for (const [{ renderer, name }, other] of [
      [one, two],
      [two, one],
    ] as const) {
      const { ipcRenderer } = renderer;
      ipcRenderer.on('y', (_event, text: string) => seen[name]!.push(text));
      renderer.status$.subscribe((status) => seen[name]!.push(status));
      const actions = [
        (text: string) => ipcRenderer.send('x', text),
        (text: string) => ipcRenderer.send('x', `${text}!`),
        (text: string) => ipcRenderer.sendTo(other.id, 'y', text),
      ];
      for (let count = 0; count < 2; count++) {
        const action = actions[random.below(actions.length)]!;
        step(renderer, () => action(`${name}${count}`));
      }
    }
    atRest(() => see(JSON.stringify(seen)));
  };
}

function outcomes(seed: number, options: ExploreOptions) {
  const seen = new Set<string>();
  const { schedules, pruned } = explore(
    program(seed, (outcome) => void seen.add(outcome)),
    options,
  );
  return { seen: [...seen].sort(), runs: schedules + pruned };
}

describe('sleep sets', () => {
  it.each([2, 4])('keep each outcome of a random program: %i', (seed) => {
    const reduced = outcomes(seed, {});
    const all = outcomes(seed, { reduction: false });
    expect(reduced.seen).toEqual(all.seen);
    expect(reduced.runs).toBeLessThan(all.runs);
  });

  it('keep each outcome of a cut', () => {
    const one: Scenario = ({ main, link, step, atRest }) => {
      const heard: string[] = [];
      main.ipcMain.on('x', (event, text: string) => {
        heard.push(text);
        event.reply('y', text);
      });
      const { renderer } = link();
      renderer.ipcRenderer.on('y', (_event, text: string) => heard.push(`back ${text}`));
      for (const text of ['a', 'b']) step(renderer, () => renderer.ipcRenderer.send('x', text));
      atRest(() => void seen.add(heard.filter((text) => !text.startsWith('back')).join() + heard.length));
    };
    let seen = new Set<string>();
    explore(one, { faults: { cut: 1 } });
    const reduced = [...seen].sort();
    seen = new Set<string>();
    explore(one, { faults: { cut: 1 }, reduction: false });
    expect(reduced).toEqual([...seen].sort());
    expect(reduced.length).toBeGreaterThan(4);
  });
});
