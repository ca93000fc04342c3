import type { Main, WebContents } from '@culvert/core';
import { expect } from 'expect';
import { filter, firstValueFrom } from 'rxjs';
import type { ConformanceCase } from '../conformance-case.js';
import { RemoteRenderer } from '../remote-renderer.js';

export const epochCases: readonly ConformanceCase[] = [
  {
    name: 'a renderer is live and its ready resolved after the handshake',
    async run({ renderer }) {
      const status = await renderer.evaluate(async (there) => {
        await there.ready;
        return new Promise<string>((resolve) => there.status$.subscribe(resolve).unsubscribe());
      });
      expect(status).toBe('live');
    },
  },
  {
    name: 'ids are never given to anyone else',
    async run({ main, open }) {
      const first = await open();
      await Promise.all([destroyed(first.remote.webContents), first.end()]);
      const second = await open();
      expect(second.remote.id).not.toBe(first.remote.id);
      expect(main.webContents.fromId(first.remote.id)).toBeUndefined();
      await second.end();
    },
  },
  {
    name: 'a window that returns has its id again, with the next epoch, as a new object',
    requires: 'chosen info',
    async run({ main, open }) {
      const before = await open();
      const { id } = before.remote;
      const epoch = await epochOf(main, id);
      await Promise.all([destroyed(before.remote.webContents), before.end()]);
      const after = await open({ id });
      expect(after.remote.id).toBe(id);
      expect(after.remote.webContents).not.toBe(before.remote.webContents);
      expect(main.webContents.fromId(id)).toBe(after.remote.webContents);
      expect(await epochOf(main, id)).toBeGreaterThan(epoch!);
      expect(await after.remote.evaluate((there) => there.id)).toBe(id);
      await after.end();
    },
  },
  {
    name: 'a window that returns within its grace is the same object, and is not destroyed in between',
    requires: 'chosen info',
    async run({ main, open }) {
      const before = await open({ graceMs: 60_000 });
      const { webContents, id } = before.remote;
      let ends = 0;
      webContents.on('destroyed', () => ends++);
      await Promise.all([disconnected(main, id), before.end()]);
      expect([webContents.isDestroyed(), main.webContents.fromId(id) === webContents]).toEqual([false, true]);
      const after = await open({ id });
      expect(after.remote.webContents).toBe(webContents);
      expect(await after.remote.evaluate(() => 'back')).toBe('back');
      expect(ends).toBe(0);
      await Promise.all([destroyed(webContents), after.end()]);
      expect(ends).toBe(1);
    },
  },
  {
    name: 'streams of main go on for the others when a renderer is gone in the middle',
    async run({ main, renderer, open }) {
      const { remote, end } = await open();
      const seen = renderer.evaluate(
        (there) =>
          new Promise<number[]>((resolve) => {
            const all: number[] = [];
            const subscription = there.channel<number>('tick').subscribe((n) => {
              all.push(n);
              if (n < 2) return;
              subscription.unsubscribe();
              resolve(all);
            });
            there.ipcRenderer.send('listening');
          }),
      );
      await new Promise<void>((resolve) => main.ipcMain.once('listening', () => resolve()));
      main.channel<number>('tick').next(1);
      await Promise.all([destroyed(remote.webContents), end()]);
      main.channel<number>('tick').next(2);
      expect(await seen).toEqual([1, 2]);
    },
  },
  {
    name: 'state$ is what it was before, counters aside, when a renderer has come and gone',
    async run({ main, open }) {
      const counters = { lastId: 0, lastEpoch: 0 };
      const before = { ...(await firstValueFrom(main.state$)), ...counters };
      const { remote, end } = await open();
      await remote.evaluate(({ ipcRenderer }) => {
        for (let n = 0; n < 5; n++) void ipcRenderer.invoke('nobody').catch(() => undefined);
      });
      await Promise.all([disconnected(main, remote.id), end()]);
      expect({ ...(await firstValueFrom(main.state$)), ...counters }).toEqual(before);
    },
  },
  {
    name: 'a WebContents that is destroyed has no listener left, and is told so once',
    async run({ open }) {
      const { remote, end } = await open();
      const { webContents } = remote;
      let ends = 0;
      webContents.on('destroyed', () => ends++);
      webContents.on('ipc-message', () => undefined);
      await Promise.all([destroyed(webContents), end()]);
      expect(ends).toBe(1);
      expect(webContents.eventNames()).toEqual([]);
      expect(webContents.isDestroyed()).toBe(true);
    },
  },
  {
    name: 'what main sends before the handshake arrives in its order',
    async run({ main, open }) {
      const early = firstValueFrom(main.webContents.created$).then((webContents) => {
        const remote = new RemoteRenderer(main, webContents);
        return Promise.all(
          [1, 2, 3].map((n) =>
            remote.evaluate(({ ipcRenderer }, step) => {
              // Listeners live as long as the renderer, so each step adds one to the list.
              ipcRenderer.on(`step ${step}`, () => undefined);
              return ipcRenderer.eventNames();
            }, n),
          ),
        );
      });
      const { end, remote } = await open();
      expect(await early).toEqual([['step 1'], ['step 1', 'step 2'], ['step 1', 'step 2', 'step 3']]);
      await Promise.all([disconnected(main, remote.id), end()]);
    },
  },
  {
    name: 'created$ and getAll name every renderer once',
    async run({ main, open }) {
      const ids: number[] = [];
      const subscription = main.webContents.created$.subscribe(({ id }) => ids.push(id));
      const { remote, end } = await open();
      expect(ids).toEqual([remote.id]);
      expect(main.webContents.getAll().filter(({ id }) => id === remote.id)).toEqual([remote.webContents]);
      await Promise.all([destroyed(remote.webContents), end()]);
      expect(main.webContents.getAll().filter(({ id }) => id === remote.id)).toEqual([]);
      subscription.unsubscribe();
    },
  },
];

async function epochOf(main: Main, id: number): Promise<number | undefined> {
  return (await firstValueFrom(main.state$)).endpoints[id]?.epoch;
}

function destroyed(webContents: WebContents): Promise<void> {
  return new Promise((resolve) => webContents.once('destroyed', () => resolve()));
}

async function disconnected(main: Main, id: number): Promise<void> {
  await firstValueFrom(main.state$.pipe(filter(({ endpoints }) => endpoints[id] === undefined)));
}
