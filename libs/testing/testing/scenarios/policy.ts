import { call, defineContract, expose, stream, wrap, type Policy } from '@culvert/core';
import { of } from 'rxjs';
import type { Scenario } from '../../src/lib/explore/scenario.js';
import { allEnd, Log } from './log.js';

/** The policy of {@link deniedMessages}: no message on a secret channel, whichever way it goes. */
export const noSecrets: Policy = ({ channel }) => !channel.includes('secret');

const contract = defineContract('secret', { ask: call<void, string>(), rows: stream<void, number>() });

/** A renderer asks for what the policy denies: main answers each request with an error, and drops the rest. */
export const deniedMessages: Scenario = ({ main, link, step, always, atRest, invariants }) => {
  const [one, two] = [link(), link()];
  const leaks: string[] = [];
  const allowed: string[] = [];
  const leak = (text: string) => () => leaks.push(text);
  main.ipcMain.on('secret send', leak('send'));
  main.ipcMain.handle('secret invoke', leak('invoke'));
  main.ipcMain.on('secret sync', (event) => (event.returnValue = leak('sync')()));
  expose(main, contract, { ask: () => String(leak('ask')()), rows: () => of(leak('rows')()) });
  expose(two.renderer, contract, { ask: () => String(leak('ask')()), rows: () => of(leak('rows')()) });
  two.renderer.ipcRenderer.on('secret note', leak('sendTo'));
  two.renderer.ipcRenderer.on('note', (_event, text: string) => allowed.push(text));
  const logs = Array.from({ length: 4 }, () => new Log());
  const { ipcRenderer } = one.renderer;
  const sent: string[] = [];
  const note = (text: string) => {
    sent.push(text);
    ipcRenderer.sendTo(two.id, 'note', text);
  };
  let syncCode: string | undefined;
  step(
    one.renderer,
    () => {
      ipcRenderer.send('secret send');
      note('1');
      one.renderer.invoke$('secret invoke').subscribe(logs[0]!.observer);
      wrap(one.renderer, contract).rows().subscribe(logs[1]!.observer);
    },
    () => {
      ipcRenderer.sendTo(two.id, 'secret note', 'x');
      note('2');
      wrap(one.renderer, contract, { to: two.id }).ask.$().subscribe(logs[2]!.observer);
      wrap(one.renderer, contract, { to: two.id }).rows().subscribe(logs[3]!.observer);
    },
    () => {
      try {
        ipcRenderer.sendSync('secret sync');
      } catch (error) {
        syncCode = (error as { code?: string }).code ?? 'no code';
      }
    },
  );
  always(function noLeak() {
    return leaks.join() || undefined;
  });
  always(invariants.drops('denied'));
  atRest(function eachIsRefused() {
    return logs.every(({ end }) => end === undefined) || allEnd(logs, 'ERR_CULVERT_DENIED');
  });
  atRest(function syncIsRefused() {
    return syncCode === undefined || syncCode === 'ERR_CULVERT_DENIED' || syncCode;
  });
  atRest(function allowedOnesArrive() {
    return allowed.join() === sent.join() || `heard: ${allowed.join()}`;
  });
  atRest(invariants.nothingOpen);
};
