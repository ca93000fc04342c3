import { expect } from 'expect';
import { firstValueFrom, toArray, take } from 'rxjs';
import type { ConformanceCase } from '../conformance-case.js';
import { nextDrop } from '../next-drop.js';
import { received } from '../received.js';

export const webContentsCases: readonly ConformanceCase[] = [
  {
    name: "webContents.ipc hears its own renderer alone, after 'ipc-message' and before ipcMain",
    async run({ main, renderer, other }) {
      const order: unknown[] = [];
      const { ipc } = renderer.webContents;
      renderer.webContents.on('ipc-message', (_event, channel, n) => {
        if (channel === 'scoped') order.push(['ipc-message', n]);
      });
      ipc.on('scoped', (_event, n) => order.push(['ipc', n]));
      main.ipcMain.on('scoped', (_event, n) => order.push(['ipcMain', n]));
      await renderer.evaluate(({ ipcRenderer }) => void ipcRenderer.send('scoped', 1));
      await other.evaluate(({ ipcRenderer }) => void ipcRenderer.send('scoped', 2));
      expect(order).toEqual([
        ['ipc-message', 1],
        ['ipc', 1],
        ['ipcMain', 1],
        ['ipcMain', 2],
      ]);
      ipc.removeAllListeners();
    },
  },
  {
    name: 'a handler of webContents.ipc comes before the one of ipcMain, until it is removed',
    async run({ main, renderer, other }) {
      main.ipcMain.handle('who', () => 'ipcMain');
      renderer.webContents.ipc.handle('who', () => 'ipc');
      other.webContents.ipc.handleOnce('who', () => 'once');
      const ask = ({ evaluate }: Pick<typeof renderer, 'evaluate'>) =>
        evaluate(({ ipcRenderer }) => ipcRenderer.invoke('who') as Promise<string>);
      const [first, second] = [renderer, other].map((remote) => ({ evaluate: remote.evaluate.bind(remote) }));
      expect([await ask(first!), await ask(second!), await ask(second!)]).toEqual(['ipc', 'once', 'ipcMain']);
      renderer.webContents.ipc.removeHandler('who');
      expect(await ask(first!)).toBe('ipcMain');
      main.ipcMain.removeHandler('who');
    },
  },
  {
    name: 'webContents.ipc answers a sendSync, before ipcMain can',
    requires: 'sync',
    async run({ main, renderer }) {
      const { ipc } = renderer.webContents;
      ipc.on('asked', (event) => (event.returnValue = 'ipc'));
      main.ipcMain.on('asked', (event) => (event.returnValue = 'ipcMain'));
      const answer = await renderer.evaluate(({ ipcRenderer }) => ipcRenderer.sendSync('asked') as string);
      expect(answer).toBe('ipc');
      ipc.removeAllListeners();
    },
  },
  {
    name: 'webContents.ipc is somebody who listens: what it alone hears is no drop',
    async run({ main, renderer, other }) {
      const { ipc } = renderer.webContents;
      let heard = 0;
      ipc.on('only-there', () => heard++);
      const drop = nextDrop(main, 'only-there');
      await renderer.evaluate(({ ipcRenderer }) => void ipcRenderer.send('only-there'));
      await other.evaluate(({ ipcRenderer }) => void ipcRenderer.send('only-there'));
      expect(await drop).toMatchObject({ reason: 'unheard', from: other.id });
      expect(heard).toBe(1);
      ipc.removeAllListeners();
    },
  },
  {
    name: 'webContents.ipc is emptied when its renderer is gone for good',
    async run({ open }) {
      const { remote, end } = await open();
      const { ipc } = remote.webContents;
      ipc.on('x', () => undefined);
      const destroyed = new Promise<void>((resolve) => remote.webContents.on('destroyed', resolve));
      await end();
      await destroyed;
      expect(ipc.eventNames()).toEqual([]);
    },
  },
  {
    name: 'a channel of main that replays gives a late subscriber the latest values',
    async run({ main, renderer }) {
      const channel = main.channel<number>('late-in-main', { replay: 2 });
      await renderer.evaluate((self) => {
        for (const n of [1, 2, 3]) self.channel('late-in-main').next(n);
      });
      expect(await firstValueFrom(channel.pipe(take(2), toArray()))).toEqual([2, 3]);
      channel.complete();
    },
  },
  {
    name: 'a channel of a renderer that replays gives a late subscriber the latest values',
    async run({ main, renderer }) {
      await renderer.evaluate((self) => void self.channel('late-in-renderer', { replay: 1 }));
      for (const n of [1, 2, 3]) renderer.webContents.send('late-in-renderer', n);
      const arrived = received(main, 'late-values');
      await renderer.evaluate((self) => {
        const channel = self.channel('late-in-renderer');
        channel.subscribe((value) => self.ipcRenderer.send('late-values', value));
        channel.complete();
      });
      expect((await arrived)[0]?.args).toEqual([3]);
    },
  },
];
