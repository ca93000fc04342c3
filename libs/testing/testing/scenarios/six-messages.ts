import type { Renderer } from '@culvert/core';
import type { Scenario } from '../../src/lib/explore/scenario.js';

/** Two renderers with two messages each: one to main, and a call. */
export const fourMessages: Scenario = messages(2);

/** Two renderers with three messages each: one to main, a call, and one to the other renderer. */
export const sixMessages: Scenario = messages(3);

/** A cut loses messages to a renderer, and answers for it. */
const DROPS = ['disconnected', 'unknown-target', 'stale-epoch'];

function messages(count: number): Scenario {
  return ({ main, link, step, always, atRest, invariants }) => {
    const notes: string[] = [];
    main.ipcMain.on('note', ({ sender }, text: string) => notes.push(`${sender.id}: ${text}`));
    main.ipcMain.handle('add', (_event, a: number, b: number) => a + b);
    const [one, two] = [link(), link()];
    const heard: string[] = [];
    const program = (renderer: Renderer, other: number) => {
      const { ipcRenderer, id } = renderer;
      ipcRenderer.on('hello', ({ senderId }, text: string) => heard.push(`${senderId} to ${id}: ${text}`));
      const steps = [
        () => ipcRenderer.send('note', 'first'),
        () => void ipcRenderer.invoke('add', id, 10),
        () => ipcRenderer.sendTo(other, 'hello', 'you'),
      ];
      step(renderer, ...steps.slice(0, count));
    };
    program(one.renderer, two.id);
    program(two.renderer, one.id);
    always(function eachMessageOnce() {
      return notes.length === new Set(notes).size && heard.length === new Set(heard).size;
    });
    always(invariants.drops(...DROPS));
    atRest(invariants.delivered);
    atRest(invariants.nothingOpen);
  };
}
