import type { Main } from '@culvert/core';
import { expect } from 'expect';
import { filter, firstValueFrom } from 'rxjs';
import type { ConformanceCase } from '../conformance-case.js';
import { RemoteRenderer } from '../remote-renderer.js';

export const lifecycleCases: readonly ConformanceCase[] = [
  {
    name: 'renderer.id is its webContents id',
    async run({ main, renderer }) {
      expect(await renderer.evaluate(({ id }) => id)).toBe(renderer.id);
      expect(main.webContents.fromId(renderer.id)).toBe(renderer.webContents);
      expect(main.webContents.getAll()).toContain(renderer.webContents);
    },
  },
  {
    name: 'renderer.close ends its epoch: destroyed once, forgotten, state as before',
    async run({ main, open }) {
      const before = await endpointIds(main);
      const { remote, end } = await open();
      const destroyed = countDestroyed(remote.webContents);
      remote.webContents.send('culvert:never', 1);
      // The answer cannot come back over the closed connection. The case waits for the end of the epoch.
      void remote.evaluate((there) => there.close()).catch(() => undefined);
      await gone(main, remote.id);
      expect(destroyed.count).toBe(1);
      expect(remote.webContents.isDestroyed()).toBe(true);
      expect(main.webContents.fromId(remote.id)).toBeUndefined();
      expect(await endpointIds(main)).toEqual(before);
      await end();
      expect(destroyed.count).toBe(1);
    },
  },
  {
    name: 'a renderer that dies ends its epoch, with everything that was pending',
    async run({ main, renderer, open }) {
      const { remote, end } = await open();
      const destroyed = countDestroyed(remote.webContents);
      const arrived = new Promise<void>((resolve) => {
        main.ipcMain.handleOnce('never', () => {
          resolve();
          return new Promise(() => undefined);
        });
      });
      await remote.evaluate(({ ipcRenderer }) => void ipcRenderer.invoke('never').catch(() => undefined));
      await arrived;
      await Promise.all([gone(main, remote.id), end()]);
      expect(destroyed.count).toBe(1);
      expect(() => remote.webContents.send('late', 1)).not.toThrow();
      // The other renderers continue.
      expect(await renderer.evaluate(() => 'alive')).toBe('alive');
    },
  },
  {
    name: 'what main sends before the handshake is kept for listeners attached in the renderer’s first turn',
    async run({ main, open }) {
      const early = firstValueFrom(main.webContents.created$).then((webContents) =>
        new RemoteRenderer(main, webContents).evaluate(() => 'kept'),
      );
      const { remote, end } = await open();
      expect(await early).toBe('kept');
      await Promise.all([gone(main, remote.id), end()]);
    },
  },
];

async function endpointIds(main: Main): Promise<string[]> {
  return Object.keys((await firstValueFrom(main.state$)).endpoints);
}

/** Resolves once the epoch of this renderer is over. */
async function gone(main: Main, id: number): Promise<void> {
  await firstValueFrom(main.state$.pipe(filter(({ endpoints }) => endpoints[id] === undefined)));
  // 'destroyed' follows in the same turn.
  await Promise.resolve();
}

function countDestroyed(webContents: { once(event: 'destroyed', listener: () => void): unknown }): {
  count: number;
} {
  const counter = { count: 0 };
  webContents.once('destroyed', () => counter.count++);
  return counter;
}
