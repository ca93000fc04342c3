import { expect } from 'expect';
import { caught } from '../caught.js';
import type { ConformanceCase } from '../conformance-case.js';
import { nextDrop } from '../next-drop.js';
import { received } from '../received.js';

export const eventCases: readonly ConformanceCase[] = [
  {
    name: 'a message of main: event.sender is ipcRenderer, senderId is 0, ports is empty',
    async run({ renderer }) {
      const seen = renderer.evaluate(
        ({ ipcRenderer }) =>
          new Promise<unknown>((resolve) => {
            ipcRenderer.once('look', (event) => {
              resolve([event.sender === ipcRenderer, event.senderId, event.ports.length]);
            });
          }),
      );
      renderer.webContents.send('look');
      expect(await seen).toEqual([true, 0, 0]);
    },
  },
  {
    name: 'a message of a renderer: event.sender is its WebContents, senderInfo what main has verified, ports is empty',
    async run({ main, renderer }) {
      const messages = received(main, 'look');
      await renderer.evaluate(({ ipcRenderer }) => void ipcRenderer.send('look', { sender: 7, senderId: 7 }));
      const [{ event }] = (await messages) as [Awaited<typeof messages>[0]];
      expect(event.sender).toBe(main.webContents.fromId(renderer.id));
      expect(event.senderInfo.id).toBe(renderer.id);
      expect(['window', 'webview', 'worker', 'process']).toContain(event.senderInfo.kind);
      expect([...event.ports]).toEqual([]);
    },
  },
  {
    name: 'what main says of a renderer when it connects it is in senderInfo',
    requires: 'chosen info',
    async run({ main, open }) {
      const { remote, end } = await open({ origin: 'app://culvert', identity: 'settings', kind: 'webview' });
      const messages = received(main, 'who');
      await remote.evaluate(({ ipcRenderer }) => void ipcRenderer.send('who'));
      expect((await messages)[0]!.event.senderInfo).toMatchObject({
        id: remote.id,
        kind: 'webview',
        origin: 'app://culvert',
        identity: 'settings',
      });
      await end();
    },
  },
  {
    name: 'event.reply reaches its sender alone, however late, in order',
    async run({ main, renderer, other }) {
      const messages = received(main, 'question');
      const replies = renderer.evaluate(
        ({ ipcRenderer }) =>
          new Promise<unknown>((resolve) => {
            const all: unknown[] = [];
            ipcRenderer.on('answer', (_event, ...args: unknown[]) => {
              if (all.push(args) === 3) resolve(all);
            });
            ipcRenderer.send('question');
          }),
      );
      await other.evaluate(({ ipcRenderer }) => {
        ipcRenderer.on('answer', () => ipcRenderer.send('answered-to-another'));
      });
      let wrong = 0;
      main.ipcMain.on('answered-to-another', () => wrong++);
      const [{ event }] = (await messages) as [Awaited<typeof messages>[0]];
      for (const n of [1, 2, 3]) {
        event.reply('answer', n, 'of 3');
        await renderer.evaluate(() => 'a turn');
      }
      expect(await replies).toEqual([1, 2, 3].map((n) => [n, 'of 3']));
      await other.evaluate(() => 'a turn');
      expect(wrong).toBe(0);
    },
  },
  {
    name: 'event.reply without a channel: "Missing required channel argument"',
    async run({ main, renderer }) {
      const messages = received(main, 'question');
      await renderer.evaluate(({ ipcRenderer }) => void ipcRenderer.send('question'));
      const [{ event }] = (await messages) as [Awaited<typeof messages>[0]];
      const reply = event.reply.bind(event) as (channel?: unknown) => void;
      expect(() => reply()).toThrow('Missing required channel argument');
      expect(caught(() => reply(3))).toMatchObject({ name: 'TypeError' });
    },
  },
  {
    name: 'event.reply to a renderer that is gone: no throw, a drop with its reason',
    async run({ main, open }) {
      const { remote, end } = await open();
      const messages = received(main, 'question');
      await remote.evaluate(({ ipcRenderer }) => void ipcRenderer.send('question'));
      const [{ event }] = (await messages) as [Awaited<typeof messages>[0]];
      const destroyed = new Promise<void>((resolve) => remote.webContents.once('destroyed', () => resolve()));
      await Promise.all([destroyed, end()]);
      const drop = nextDrop(main, 'answer');
      expect(caught(() => event.reply('answer'))).toBeUndefined();
      expect(await drop).toMatchObject({ reason: 'disconnected', to: remote.id });
    },
  },
  {
    name: 'event.reply is never delivered to a later occupant of the id',
    requires: 'chosen info',
    async run({ main, open }) {
      const before = await open();
      const messages = received(main, 'question');
      await before.remote.evaluate(({ ipcRenderer }) => void ipcRenderer.send('question'));
      const [{ event }] = (await messages) as [Awaited<typeof messages>[0]];
      const destroyed = new Promise<void>((resolve) =>
        before.remote.webContents.once('destroyed', () => resolve()),
      );
      await Promise.all([destroyed, before.end()]);
      const after = await open({ id: before.remote.id });
      expect(after.remote.id).toBe(before.remote.id);
      const seen = after.remote.evaluate(
        ({ ipcRenderer }) =>
          new Promise<unknown>((resolve) => {
            const all: unknown[] = [];
            ipcRenderer.on('answer', (_event, text: string) => all.push(text));
            ipcRenderer.once('end', () => resolve(all));
            ipcRenderer.send('listening');
          }),
      );
      await received(main, 'listening');
      const drop = nextDrop(main, 'answer');
      event.reply('answer', 'for the one before');
      expect(await drop).toMatchObject({ reason: 'stale-epoch', to: before.remote.id });
      after.remote.webContents.send('answer', 'for this one');
      after.remote.webContents.send('end');
      expect(await seen).toEqual(['for this one']);
      await after.end();
    },
  },
  {
    name: 'event.returnValue of a plain send answers nobody',
    async run({ main, renderer }) {
      const messages = received(main, 'plain');
      await renderer.evaluate(({ ipcRenderer }) => void ipcRenderer.send('plain'));
      const [{ event }] = (await messages) as [Awaited<typeof messages>[0]];
      expect(event.returnValue).toBeUndefined();
      event.returnValue = 'nothing';
      expect(await renderer.evaluate(() => 'alive')).toBe('alive');
    },
  },
  {
    name: 'event.returnValue reads as the first that was set',
    requires: 'sync',
    async run({ main, renderer }) {
      const reads: unknown[] = [];
      main.ipcMain.once('read', (event) => {
        reads.push(event.returnValue);
        event.returnValue = 'first';
        event.returnValue = 'second';
        reads.push(event.returnValue);
      });
      await renderer.evaluate(({ ipcRenderer }) => void ipcRenderer.sendSync('read'));
      expect(reads).toEqual([undefined, 'first']);
    },
  },
];
