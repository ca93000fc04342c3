import { defineContract, expose, sync, wrap } from '@culvert/core';
import { delay, NEVER } from 'rxjs';
import type { Scenario } from '../../src/lib/explore/scenario.js';

const contract = defineContract('settings', { read: sync<[string], string>() });

/**
 * A renderer asks three times by `sendSync`, and waits 20 ms at most. Main answers late, and the
 * last request never. Each request gets its own answer or a timeout, and then the renderer goes on.
 */
export const lateSync: Scenario = ({ main, link, step, always, atRest, invariants }) => {
  const { renderer, webContents } = link({ renderer: { syncTimeoutMs: 20 } });
  const other = link();
  const answers: string[] = [];
  let running = 0;
  expose(
    main,
    contract,
    { read: ([name]) => `${name} is set` },
    { interceptors: [(request, next) => (running++ === 0 ? next(request).pipe(delay(20)) : NEVER)] },
  );
  let isWaiting: { returnValue: unknown } | undefined;
  main.ipcMain.on('late', (event, name: string) => {
    event.sender.send('before', name);
    isWaiting = event;
    step(main, () => (isWaiting!.returnValue = `${name} is late`));
  });
  let asked = 0;
  const ask = (name: string, request: () => unknown) => {
    asked++;
    try {
      answers.push(`${name}: ${String(request())}`);
    } catch (error) {
      answers.push(`${name}: ${(error as { code?: string }).code!}`);
    }
  };
  const api = wrap(renderer, contract);
  step(
    renderer,
    () => ask('a', () => api.read('a')),
    () => ask('b', () => renderer.ipcRenderer.sendSync('late', 'b')),
    () => ask('c', () => api.read('c')),
  );
  step(other.renderer, () => other.renderer.ipcRenderer.send('noise'));
  const before: string[] = [];
  renderer.ipcRenderer.on('before', (_event, name: string) => before.push(name));
  main.ipcMain.on('noise', () => webContents!.send('before', 'noise'));
  always(function ownAnswers() {
    return (
      answers.every((text) => /^(\w): (\1 is (set|late)|ERR_CULVERT_SYNC_TIMEOUT)$/.test(text)) ||
      answers.join()
    );
  });
  always(invariants.drops('not-pending'));
  atRest(function rendererGoesOn() {
    return answers.length === asked || `${answers.length} of ${asked} requests are over`;
  });
  atRest(invariants.nothingOpen);
};
