import { expect } from 'expect';
import { filter, firstValueFrom } from 'rxjs';
import type { ConformanceCase } from '../conformance-case.js';

export const sendToCases: readonly ConformanceCase[] = [
  {
    name: 'reaches the other renderer with the id of its sender, and can be answered through event.sender',
    async run({ renderer, other, main }) {
      let seenByMain = 0;
      main.ipcMain.on('question', () => seenByMain++);
      await other.evaluate(({ ipcRenderer }) => {
        ipcRenderer.on('question', (event, text: string) => {
          event.sender.sendTo(event.senderId, 'answer', `${text}!`, event.senderId);
        });
      });
      const answer = await renderer.evaluate(
        ({ ipcRenderer }, id) =>
          new Promise<unknown>((resolve) => {
            ipcRenderer.once('answer', (event, ...args: unknown[]) =>
              resolve({ from: event.senderId, args }),
            );
            ipcRenderer.sendTo(id, 'question', 'hello');
          }),
        other.id,
      );
      expect(answer).toEqual({ from: other.id, args: ['hello!', renderer.id] });
      expect(seenByMain).toBe(0);
    },
  },
  {
    name: 'to itself works, asynchronously',
    async run({ renderer }) {
      const order = await renderer.evaluate(
        ({ ipcRenderer, id }) =>
          new Promise<unknown>((resolve) => {
            const log: unknown[] = [];
            ipcRenderer.once('self', (event) => resolve([...log, event.senderId === id]));
            ipcRenderer.sendTo(id, 'self');
            log.push('sent');
          }),
      );
      expect(order).toEqual(['sent', true]);
    },
  },
  {
    name: 'to an unknown id: no throw, nothing delivered, a reason on inspect$',
    async run({ main, renderer }) {
      const drop = firstValueFrom(main.inspect$.pipe(filter((item) => item.kind === 'drop')));
      await renderer.evaluate(({ ipcRenderer }) => void ipcRenderer.sendTo(999_999, 'hello'));
      expect(await drop).toMatchObject({ reason: 'unknown-target', channel: 'hello', to: 999_999 });
    },
  },
  {
    name: 'an id that is no integer, or a channel that is no string, is a TypeError',
    async run({ renderer }) {
      const errors = await renderer.evaluate(({ ipcRenderer }) => {
        const sendTo = ipcRenderer.sendTo.bind(ipcRenderer) as (...args: unknown[]) => void;
        return [['1', 'x'], [1.5, 'x'], [NaN, 'x'], [undefined, 'x'], [1, 2], [1]].map((args) => {
          try {
            sendTo(...args);
            return 'no error';
          } catch (error) {
            return (error as Error).name;
          }
        });
      });
      expect(new Set(errors)).toEqual(new Set(['TypeError']));
    },
  },
  {
    name: 'sendToHost outside a guest does nothing but show on inspect$',
    async run({ main, open }) {
      const { remote, end } = await open({ kind: 'window' });
      let seenByMain = 0;
      main.ipcMain.on('to-host', () => seenByMain++);
      const drop = firstValueFrom(main.inspect$.pipe(filter((item) => item.kind === 'drop')));
      await remote.evaluate(({ ipcRenderer }) => void ipcRenderer.sendToHost('to-host', 1));
      expect(await drop).toMatchObject({ reason: 'no-host', channel: 'to-host' });
      expect(seenByMain).toBe(0);
      await end();
    },
  },
  {
    name: 'sendToHost of a guest reaches its element in the host alone',
    requires: 'guests',
    async run({ main, renderer, open }) {
      const guest = await open({ kind: 'webview', host: renderer.id });
      let seenByMain = 0;
      main.ipcMain.on('size', () => seenByMain++);
      const message = renderer.evaluate(
        (host, id) =>
          new Promise<unknown>((resolve) => {
            host.ipcRenderer.on('size', () => resolve('seen on ipcRenderer'));
            host.guest(id).once('ipc-message', resolve);
          }),
        guest.remote.id,
      );
      await guest.remote.evaluate(({ ipcRenderer }) => void ipcRenderer.sendToHost('size', 10, 'px'));
      expect(await message).toEqual({ channel: 'size', args: [10, 'px'] });
      expect(seenByMain).toBe(0);
      expect(guest.remote.webContents.hostWebContents).toBe(renderer.webContents);
      await guest.end();
    },
  },
];
