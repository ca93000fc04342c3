import { call, defineContract, expose, wrap, type IpcMainEvent } from '@culvert/core';
import { delay, tap } from 'rxjs';
import type { Scenario } from '../../src/lib/explore/scenario.js';

const contract = defineContract('documents', { greet: call<number, string>() });

/**
 * A window loads a new document. Main still works on the calls of the one before, and answers its messages later. Each
 * document gets its own answers only, and main does no further work for documents that are gone.
 */
export const answersAfterReload: Scenario = ({ main, link, step, always, atRest, invariants }) => {
  const heard: string[] = [];
  const loads: { event: IpcMainEvent; document: number }[] = [];
  const worked: number[] = [];
  let latest = 0;
  let documents = 0;
  const window = link({
    info: { graceMs: 100 },
    document(renderer) {
      const document = ++documents;
      const { ipcRenderer } = renderer;
      const note = (text: string) => heard.push(`${document}: ${text}`);
      ipcRenderer.on('state', (_event, text: string) => note(text));
      step(renderer, () => {
        ipcRenderer.send('load', document);
        wrap(renderer, contract)
          .greet.$(document)
          .subscribe({ next: (text) => note(`greeting ${text}`), error: () => undefined });
      });
    },
  });
  main.ipcMain.on('load', (event, document: number) => {
    latest = document;
    loads.push({ event, document });
  });
  expose(
    main,
    contract,
    {
      greet: (document) => `for ${document}`,
    },
    {
      interceptors: [
        (request, next) =>
          next(request).pipe(
            delay(10),
            tap(() => worked.push(request.input as number)),
          ),
      ],
    },
  );
  const replyToAll = () => {
    for (const { event, document } of loads.splice(0)) event.reply('state', `for ${document}`);
  };
  step(main, replyToAll);
  always(function ownAnswersOnly() {
    return heard.every((text) => /^(\d+): (greeting )?for \1$/.test(text)) || heard.join();
  });
  let done = 0;
  always(function noWorkForOldDocuments() {
    const late = worked.slice(done).find((document) => document < latest);
    done = worked.length;
    return late === undefined || `main still works for ${late}`;
  });
  always(function eachOnce() {
    return heard.length === new Set(heard).size || heard.join();
  });
  always(invariants.drops('stale-epoch', 'disconnected', 'not-pending'));
  atRest(function windowStays() {
    return window.webContents!.isDestroyed() || main.webContents.fromId(window.id) === window.webContents;
  });
  atRest(invariants.nothingOpen);
};
