import { expect } from 'expect';
import type { IpcMainEvent } from '@culvert/core';
import type { ConformanceCase } from '../conformance-case.js';
import { received } from '../received.js';

export const ipcMessageCases: readonly ConformanceCase[] = [
  {
    name: "webContents 'ipc-message' gets (event, channel, ...args) before ipcMain’s listeners",
    async run({ main, renderer }) {
      const log: unknown[] = [];
      const messages = received(main, 'hello');
      main.ipcMain.prependListener('hello', () => void log.push('ipcMain'));
      renderer.webContents.on('ipc-message', (event: IpcMainEvent, channel, ...args: unknown[]) => {
        if (channel === 'hello') log.push([event.sender.id, channel, ...args]);
      });
      await renderer.evaluate(({ ipcRenderer }) => void ipcRenderer.send('hello', 1, 'two'));
      await messages;
      expect(log).toEqual([[renderer.id, 'hello', 1, 'two'], 'ipcMain']);
    },
  },
  {
    name: "webContents 'ipc-message' sees that renderer’s messages alone, and can reply",
    async run({ renderer, other }) {
      renderer.webContents.on('ipc-message', (event, channel, text: string) => {
        if (channel === 'hello') event.reply('answer', `${text} of ${event.sender.id}`);
      });
      const answer = await renderer.evaluate(
        ({ ipcRenderer }) =>
          new Promise<unknown>((resolve) => {
            ipcRenderer.once('answer', (_event, text: string) => resolve(text));
            ipcRenderer.send('hello', 'message');
          }),
      );
      expect(answer).toBe(`message of ${renderer.id}`);
      const strangers: unknown[] = [];
      renderer.webContents.on('ipc-message', (event) => strangers.push(event.sender.id));
      await other.evaluate(({ ipcRenderer }) => void ipcRenderer.send('hello', 'message'));
      expect(strangers.filter((id) => id === other.id)).toEqual([]);
    },
  },
  {
    name: "webContents 'ipc-message-sync' may answer, before ipcMain’s listeners",
    requires: 'sync',
    async run({ main, renderer }) {
      renderer.webContents.on('ipc-message-sync', (event, channel, n: number) => {
        event.returnValue = [channel, n];
      });
      main.ipcMain.on('settings', (event) => {
        event.returnValue = 'too late';
      });
      const value = await renderer.evaluate(
        ({ ipcRenderer }) => ipcRenderer.sendSync('settings', 7) as unknown,
      );
      expect(value).toEqual(['settings', 7]);
    },
  },
  {
    name: "a sendSync is no 'ipc-message', and a send no 'ipc-message-sync'",
    requires: 'sync',
    async run({ main, renderer }) {
      const log: string[] = [];
      renderer.webContents.on('ipc-message', (_event, channel) => log.push(`async ${channel}`));
      renderer.webContents.on('ipc-message-sync', (event, channel) => {
        log.push(`sync ${channel}`);
        event.returnValue = null;
      });
      await renderer.evaluate(({ ipcRenderer }) => {
        ipcRenderer.send('a');
        ipcRenderer.sendSync('b');
      });
      expect(log.filter((line) => !line.includes('culvert:'))).toEqual(['async a', 'sync b']);
      expect(main.ipcMain.listenerCount('a')).toBe(0);
    },
  },
  {
    name: "odd channel names are arguments of 'ipc-message', and never event names of the WebContents",
    async run({ renderer }) {
      const odd = ['error', 'destroyed', 'ipc-message', 'newListener', '__proto__', ''];
      const seen: unknown[] = [];
      let destroyed = 0;
      renderer.webContents.on('destroyed', () => destroyed++);
      renderer.webContents.on('ipc-message', (_event, channel) => {
        if (odd.includes(channel)) seen.push(channel);
      });
      await renderer.evaluate(({ ipcRenderer }, names) => {
        for (const name of names) ipcRenderer.send(name);
      }, odd);
      expect(seen).toEqual(odd);
      expect(destroyed).toBe(0);
    },
  },
];
