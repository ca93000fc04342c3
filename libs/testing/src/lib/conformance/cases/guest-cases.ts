import { expect } from 'expect';
import { firstValueFrom } from 'rxjs';
import type { ConformanceCase } from '../conformance-case.js';
import { nextDrop } from '../next-drop.js';
import { received } from '../received.js';

export const guestCases: readonly ConformanceCase[] = [
  {
    name: 'a host and its guests: sendToHost in order, each guest by itself, and guest.send back',
    requires: 'guests',
    async run({ main, renderer, open }) {
      const guest = await open({ kind: 'webview', host: renderer.id });
      const messages = renderer.evaluate(
        (host, id) =>
          new Promise<unknown>((resolve) => {
            const all: unknown[] = [];
            host.guest(id + 1_000).on('ipc-message', () => all.push('of another guest'));
            host.guest(id).on('ipc-message', (message: { channel: string; args: unknown[] }) => {
              if (all.push([message.channel, ...message.args]) < 3) return;
              host.guest(id).removeAllListeners();
              resolve(all);
            });
            host.ipcRenderer.send('listening');
          }),
        guest.remote.id,
      );
      await received(main, 'listening');
      const answer = guest.remote.evaluate(
        ({ ipcRenderer }) =>
          new Promise<unknown>((resolve) => {
            ipcRenderer.once('resize', (event, ...args: unknown[]) => resolve([event.senderId, ...args]));
            for (const n of [1, 2, 3]) ipcRenderer.sendToHost('size', n, { px: n });
          }),
      );
      expect(await messages).toEqual([1, 2, 3].map((n) => ['size', n, { px: n }]));
      await renderer.evaluate((host, id) => void host.guest(id).send('resize', 10, 20), guest.remote.id);
      expect(await answer).toEqual([renderer.id, 10, 20]);
      await guest.end();
    },
  },
  {
    name: 'channel.toHost() is sendToHost, and odd channel names are ordinary',
    requires: 'guests',
    async run({ main, renderer, open }) {
      const guest = await open({ kind: 'webview', host: renderer.id });
      const names = ['error', 'ipc-message', '__proto__', '', 'newListener'];
      const seen = renderer.evaluate(
        (host, id, count) =>
          new Promise<unknown>((resolve) => {
            const all: unknown[] = [];
            host.guest(id).on('ipc-message', (message: { channel: string; args: unknown[] }) => {
              if (all.push([message.channel, ...message.args]) < count) return;
              host.guest(id).removeAllListeners();
              resolve(all);
            });
            host.ipcRenderer.send('listening');
          }),
        guest.remote.id,
        names.length,
      );
      await received(main, 'listening');
      await guest.remote.evaluate((there, channels) => {
        for (const name of channels) there.channel<string>(name).toHost().next('up');
      }, names);
      expect(await seen).toEqual(names.map((name) => [name, 'up']));
      await guest.end();
    },
  },
  {
    name: 'sendToHost asks the policy, with the host as its target',
    requires: 'guests',
    async run({ main, renderer, open, setPolicy }) {
      const guest = await open({ kind: 'webview', host: renderer.id });
      const requests: unknown[] = [];
      setPolicy((request) => {
        if (request.kind !== 'sendToHost') return true;
        requests.push([request.channel, request.sender.id, request.sender.kind, request.target?.id]);
        return { deny: 'no guests' };
      });
      const drop = nextDrop(main, 'size');
      await guest.remote.evaluate(({ ipcRenderer }) => void ipcRenderer.sendToHost('size', 1));
      expect(await drop).toMatchObject({ reason: 'denied', detail: 'no guests' });
      expect(requests).toEqual([['size', guest.remote.id, 'webview', renderer.id]]);
      await guest.end();
    },
  },
  {
    name: 'sendToHost of a guest whose host is gone: no throw, a drop with its reason',
    requires: 'chosen info',
    async run({ main, open }) {
      const host = await open();
      const guest = await open({ kind: 'webview', host: host.remote.id });
      expect(guest.remote.webContents.hostWebContents).toBe(host.remote.webContents);
      const destroyed = new Promise<void>((resolve) =>
        host.remote.webContents.once('destroyed', () => resolve()),
      );
      await Promise.all([destroyed, host.end()]);
      const drop = nextDrop(main, 'size');
      await guest.remote.evaluate(({ ipcRenderer }) => void ipcRenderer.sendToHost('size', 1));
      expect(await drop).toMatchObject({ reason: 'no-host', from: guest.remote.id });
      expect((await firstValueFrom(main.state$)).endpoints[guest.remote.id]).toBeDefined();
      await guest.end();
    },
  },
];
