import { call, defineContract, expose, wrap, type Interceptor } from '@culvert/core';
import { delay } from 'rxjs';
import type { Scenario } from '../../src/lib/explore/scenario.js';

const contract = defineContract('guests', { who: call<void, number>() });

/**
 * A window with two guests. One of them may load another document, and the window closes the other one. The window hears
 * each document in order, under the id of its guest, and never after its successor. Main hears the same.
 */
export const guestPages: Scenario = ({ main, link, guest, step, always, atRest, invariants }) => {
  const window = link();
  const first = window.renderer;
  const isReloaded = () => window.renderer !== first;
  const heard: string[] = [];
  const atMain: string[] = [];
  const answers: string[] = [];
  const written = new Set<string>();
  const page = (name: string) => {
    let documents = 0;
    const slot = guest(window, {
      document(renderer) {
        const document = `${name}${++documents}`;
        const { ipcRenderer } = renderer;
        step(
          renderer,
          () => {
            ipcRenderer.sendToHost('up', document, 1);
            ipcRenderer.send('page', document, 1);
          },
          () => {
            written.add(`${document} 2`);
            ipcRenderer.sendToHost('up', document, 2);
            ipcRenderer.send('page', document, 2);
            wrap(renderer, contract)
              .who.$()
              .subscribe({
                next: (id) => answers.push(`${document} is ${id}`),
                error: () => undefined,
              });
          },
        );
      },
    });
    const { id } = slot;
    window.renderer.guest(id).on('ipc-message', ({ args }) => heard.push(`${name} ${args.join(' ')}`));
    return { id, attached: slot.attached!, last: () => `${name}${documents} 2` };
  };
  main.ipcMain.on('page', ({ sender }, text: string, number: number) =>
    atMain.push(`${sender.id === one.id ? 'a' : 'b'} ${text} ${number}`),
  );
  // Main answers slowly, so a document may be gone by then.
  const slow: Interceptor = (request, next) => next(request).pipe(delay(10));
  expose(main, contract, { who: (_input, { sender }) => sender.id }, { interceptors: [slow] });
  const [one, two] = [page('a'), page('b')];
  let isClosed = false;
  step(window.renderer, () => {
    isClosed = true;
    two.attached.close();
  });
  always(function ownGuestInOrder() {
    return [heard, atMain].every((texts) =>
      ['a', 'b'].every((name) => {
        const own = texts.filter((text) => text.startsWith(name));
        const isOwn = own.every((text) => text.startsWith(`${name} ${name}`));
        return isOwn && own.join() === [...new Set(own)].sort().join();
      }),
    );
  });
  const isKnown = ({ id }: { readonly id: number }) => [window.id, one.id, two.id].includes(id);
  always(function guestsKeepTheirIds() {
    return isReloaded() || main.webContents.getAll().every(isKnown);
  });
  always(function ownId() {
    return answers.every((text) => text.endsWith(String(text.startsWith('a') ? one.id : two.id)));
  });
  always(invariants.drops('stale-epoch', 'disconnected', 'unheard'));
  atRest(function lastDocumentIsHeard() {
    if (isReloaded()) return undefined;
    const isMissing = (texts: string[]) => written.has(one.last()) && !texts.includes(`a ${one.last()}`);
    return !(isMissing(heard) || isMissing(atMain)) || `${heard.join()}; ${atMain.join()}`;
  });
  atRest(function closedGuestIsGone() {
    if (isReloaded()) return undefined;
    const ids = main.webContents.getAll().map(({ id }) => id);
    return ids.includes(one.id) && ids.includes(two.id) !== isClosed;
  });
  atRest(invariants.nothingOpen);
};
