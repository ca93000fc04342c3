import type { Scenario } from '../../src/lib/explore/scenario.js';

/** A window with a grace of 100 ms that may lose its connection, and may come back. */
export const returnWithinGrace: Scenario = ({ main, link, step, now, always, atRest, invariants }) => {
  const heard: string[] = [];
  let documents = 0;
  let isDestroyed = false;
  const window = link({
    info: { graceMs: 100 },
    document(renderer) {
      const document = ++documents;
      renderer.ipcRenderer.on('state', (_event, text: string) => heard.push(`${document}: ${text}`));
      step(renderer, () => void renderer.ipcRenderer.invoke('load', document));
    },
  });
  const { webContents } = window;
  webContents!.once('destroyed', () => (isDestroyed = true));
  main.ipcMain.handle('load', ({ sender }, document: number) => {
    sender.send('state', `for ${document}`);
    return document;
  });
  always(function ownStateOnly() {
    return heard.every((text) => /^(\d+): for \1$/.test(text));
  });
  always(function sameWebContents() {
    const present = main.webContents.fromId(webContents!.id);
    return isDestroyed || present === webContents;
  });
  always(function livesThroughItsGrace() {
    return !isDestroyed || now() >= 100;
  });
  atRest(invariants.nothingOpen);
};
