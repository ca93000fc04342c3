import type { Scenario } from '../../src/lib/explore/scenario.js';

/** A window with a guest. Both call main, and the guest writes to its window. */
export const windowWithGuest: Scenario = ({ main, link, guest, step, always, atRest, invariants }) => {
  const window = link();
  const inside = guest(window);
  const toHost: string[] = [];
  const atGuest: string[] = [];
  main.ipcMain.handle('who', ({ sender }) => sender.id);
  window.renderer.guest(inside.id).on('ipc-message', ({ args }) => toHost.push(String(args[0])));
  inside.renderer.ipcRenderer.on('hi', (_event, text: string) => atGuest.push(text));
  step(
    inside.renderer,
    () => inside.renderer.ipcRenderer.sendToHost('up', 'one'),
    () => {
      void inside.renderer.ipcRenderer.invoke('who');
      inside.renderer.ipcRenderer.sendToHost('up', 'two');
    },
  );
  step(window.renderer, () => window.renderer.guest(inside.id).send('hi', 'guest'));
  always(function inOrder() {
    return 'one,two'.startsWith(toHost.join()) && atGuest.length <= 1;
  });
  atRest(invariants.answered);
};
