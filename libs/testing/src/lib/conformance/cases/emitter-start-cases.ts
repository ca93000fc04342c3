import { expect } from 'expect';
import { firstValueFrom } from 'rxjs';
import type { ConformanceCase } from '../conformance-case.js';
import { nextDrop } from '../next-drop.js';
import { received } from '../received.js';

/** These cases run first: later ones may have removed the guard of ipcMain. */
export const emitterStartCases: readonly ConformanceCase[] = [
  {
    name: "ipcMain.eventNames() is ['error'] at the start, and a renderer that sends on it is not heard",
    async run({ main, renderer }) {
      expect(main.ipcMain.eventNames()).toEqual(['error']);
      const drop = nextDrop(main, 'error');
      await renderer.evaluate(({ ipcRenderer }) => void ipcRenderer.send('error', 'boo'));
      expect(await drop).toMatchObject({ reason: 'unheard', from: renderer.id });
    },
  },
  {
    name: 'ipcRenderer.eventNames() is [] at the start',
    async run({ renderer }) {
      expect(await renderer.evaluate(({ ipcRenderer }) => ipcRenderer.eventNames())).toEqual([]);
    },
  },
  {
    name: 'internal traffic never appears on the public emitters',
    async run({ main, renderer }) {
      const names = await renderer.evaluate(async (there) => {
        there
          .channel('internal')
          .subscribe(() => undefined)
          .unsubscribe();
        await there.ipcRenderer.invoke('nobody').catch(() => undefined);
        there.ipcRenderer.send('nobody');
        return there.ipcRenderer.eventNames();
      });
      expect(names).toEqual([]);
      expect(renderer.webContents.eventNames()).toEqual([]);
      expect((await firstValueFrom(main.state$)).endpoints[renderer.id]).toMatchObject({ ready: true });
      expect(main.ipcMain.eventNames().filter((name) => name !== 'error')).toEqual([]);
    },
  },
  {
    name: 'removeAllListeners() on ipcMain removes the guard from the list, and a remote error still crashes nobody',
    async run({ main, renderer }) {
      main.ipcMain.removeAllListeners();
      expect(main.ipcMain.eventNames()).toEqual([]);
      const drop = nextDrop(main, 'error');
      await renderer.evaluate(({ ipcRenderer }) => void ipcRenderer.send('error', new Error('boo')));
      expect(await drop).toMatchObject({ reason: 'unheard' });
      expect(await renderer.evaluate(() => 'alive')).toBe('alive');
    },
  },
  {
    name: "a message on 'error' is delivered where someone listens",
    async run({ main, renderer }) {
      const messages = received(main, 'error');
      await renderer.evaluate(({ ipcRenderer }) => void ipcRenderer.send('error', 'boo'));
      expect((await messages)[0]!.args).toEqual(['boo']);
    },
  },
  {
    name: "a message of main on 'error' that no renderer listens to crashes none",
    async run({ renderer }) {
      renderer.webContents.send('error', 'boo');
      expect(await renderer.evaluate(({ ipcRenderer }) => ipcRenderer.listenerCount('error'))).toBe(0);
    },
  },
];
