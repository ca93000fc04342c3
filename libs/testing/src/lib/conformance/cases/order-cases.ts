import { expect } from 'expect';
import type { ConformanceCase } from '../conformance-case.js';

const CALLS = 1_000;

export const orderCases: readonly ConformanceCase[] = [
  {
    name: '1,000 mixed calls arrive in the order of the calls',
    requires: 'sync',
    async run({ main, renderer }) {
      const order: number[] = [];
      main.ipcMain.on('by-send', (_event, n: number) => order.push(n));
      main.ipcMain.on('by-sync', (event, n: number) => {
        order.push(n);
        event.returnValue = n;
      });
      main.ipcMain.handle('by-invoke', (_event, n: number) => order.push(n));
      const returned = await renderer.evaluate(async ({ ipcRenderer }, calls) => {
        let seed = 42;
        const random = () => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
        const wrong: number[] = [];
        const invoked: Promise<unknown>[] = [];
        for (let n = 0; n < calls; n++) {
          const kind = random();
          if (kind < 0.5) ipcRenderer.send('by-send', n);
          else if (kind < 0.75) invoked.push(ipcRenderer.invoke('by-invoke', n));
          else if (ipcRenderer.sendSync('by-sync', n) !== n) wrong.push(n);
          // The turn ends at some of the steps.
          if (random() < 0.1) await Promise.resolve();
        }
        await Promise.all(invoked);
        return wrong;
      }, CALLS);
      main.ipcMain.removeHandler('by-invoke');
      expect(returned).toEqual([]);
      expect(order).toEqual(Array.from({ length: CALLS }, (_, n) => n));
    },
  },
  {
    name: '1,000 messages of main arrive in order',
    async run({ renderer }) {
      const seen = renderer.evaluate(
        ({ ipcRenderer }, count) =>
          new Promise<number[]>((resolve) => {
            const order: number[] = [];
            ipcRenderer.on('numbered', (_event, n: number) => {
              if (order.push(n) === count) resolve(order);
            });
          }),
        CALLS,
      );
      for (let n = 0; n < CALLS; n++) renderer.webContents.send('numbered', n);
      expect(await seen).toEqual(Array.from({ length: CALLS }, (_, n) => n));
    },
  },
  {
    name: 'sendTo keeps its order, and that of send beside it',
    async run({ main, renderer, other }) {
      const seen = other.evaluate(
        ({ ipcRenderer }) =>
          new Promise<number[]>((resolve) => {
            const order: number[] = [];
            ipcRenderer.on('step', (_event, n: number) => {
              if (order.push(n) === 200) resolve(order);
            });
            ipcRenderer.send('ready-for-steps');
          }),
      );
      // Main forwards every second step itself: both paths use the one connection of the sender.
      main.ipcMain.on('step', (_event, n: number) => other.webContents.send('step', n));
      await new Promise<void>((resolve) => main.ipcMain.once('ready-for-steps', () => resolve()));
      await renderer.evaluate(({ ipcRenderer }, id) => {
        for (let n = 0; n < 200; n += 2) {
          ipcRenderer.sendTo(id, 'step', n);
          ipcRenderer.send('step', n + 1);
        }
      }, other.id);
      expect(await seen).toEqual(Array.from({ length: 200 }, (_, n) => n));
    },
  },
];
