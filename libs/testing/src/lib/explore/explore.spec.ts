import { timer } from 'rxjs';
import { explore } from './explore.js';
import type { Scenario } from './scenario.js';

/** So many renderers send so many messages each, in steps of their own. */
function sending(renderers: number, messages: number): Scenario {
  return ({ main, link, step }) => {
    main.ipcMain.on('x', () => undefined);
    for (let count = 0; count < renderers; count++) {
      const { renderer } = link();
      for (let message = 0; message < messages; message++)
        step(renderer, () => renderer.ipcRenderer.send('x', message));
    }
  };
}

describe('explore', () => {
  // Without reduction: the orders of n sequences. With it: the orders in which frames reach main.
  it.each([
    { renderers: 2, messages: 1, all: 6, reduced: 2 },
    { renderers: 3, messages: 1, all: 90, reduced: 6 },
    { renderers: 1, messages: 2, all: 2, reduced: 1 },
    { renderers: 2, messages: 2, all: 280, reduced: 6 },
  ])('runs each order of $renderers renderers with $messages messages once', (row) => {
    const scenario = sending(row.renderers, row.messages);
    expect(explore(scenario).schedules).toBe(row.reduced);
    expect(explore(scenario, { reduction: false }).schedules).toBe(row.all);
  });

  it('counts the places of a cut', () => {
    const scenario = sending(1, 1);
    const { schedules } = explore(scenario, { faults: { cut: 1 } });
    // The frame arrives. It is lost. The renderer knows of the cut before it sends.
    expect(schedules).toBe(3);
    expect(explore(scenario, { faults: { cut: 1 }, reduction: false }).schedules).toBe(10);
  });

  it('fires timers in the order of their time, before or after each frame', () => {
    const seen = new Set<string>();
    explore(({ main, renderer, step, atRest, now }) => {
      const atMain: string[] = [];
      let atRenderer = 0;
      main.ipcMain.on('x', () => atMain.push('x'));
      step(main, () => {
        timer(5).subscribe(() => atMain.push(`timer at ${now()}`));
      });
      step(renderer, () => {
        timer(3).subscribe(() => (atRenderer = now()));
        renderer.ipcRenderer.send('x');
      });
      atRest(() => void seen.add(`main: ${atMain.join(', ')}; renderer: timer at ${atRenderer}`));
    });
    expect([...seen].sort()).toEqual([
      'main: timer at 5, x; renderer: timer at 3',
      'main: timer at 5, x; renderer: timer at 8',
      'main: timer at 8, x; renderer: timer at 3',
      'main: x, timer at 5; renderer: timer at 3',
      'main: x, timer at 8; renderer: timer at 3',
    ]);
  });
});
