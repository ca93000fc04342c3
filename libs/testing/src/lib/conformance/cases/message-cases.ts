import { expect } from 'expect';
import type { ConformanceCase } from '../conformance-case.js';
import { nextDrop } from '../next-drop.js';
import { received } from '../received.js';

export const messageCases: readonly ConformanceCase[] = [
  {
    name: 'a hundred arguments arrive in their places',
    async run({ main, renderer }) {
      const messages = received(main, 'many');
      const echoed = renderer.evaluate(
        ({ ipcRenderer }) =>
          new Promise<unknown>((resolve) => {
            ipcRenderer.once('many', (_event, ...args: unknown[]) => resolve(args));
            ipcRenderer.send('many', ...Array.from({ length: 100 }, (_, n) => n));
          }),
      );
      const [{ event, args }] = (await messages) as [Awaited<typeof messages>[0]];
      event.reply('many', ...args);
      expect(args).toEqual(Array.from({ length: 100 }, (_, n) => n));
      expect(await echoed).toEqual(args);
    },
  },
  {
    name: 'a message that nobody heard is not kept for a listener that comes later',
    async run({ main, renderer }) {
      const drop = nextDrop(main, 'lost');
      await renderer.evaluate(({ ipcRenderer }) => void ipcRenderer.send('lost', 1));
      await drop;
      const messages = received(main, 'lost');
      await renderer.evaluate(({ ipcRenderer }) => void ipcRenderer.send('lost', 2));
      expect((await messages)[0]!.args).toEqual([2]);
    },
  },
  {
    name: 'what a listener of main sends takes its turn: nobody sees it before the message that caused it',
    async run({ main, renderer }) {
      const log: string[] = [];
      main.ipcMain.on('cause', (event) => {
        event.sender.send('effect');
        log.push('sent');
      });
      main.ipcMain.on('seen', () => log.push('seen'));
      const seen = received(main, 'seen');
      await renderer.evaluate(({ ipcRenderer }) => {
        ipcRenderer.once('effect', () => ipcRenderer.send('seen'));
        ipcRenderer.send('cause');
      });
      await seen;
      expect(log).toEqual(['sent', 'seen']);
    },
  },
  {
    name: 'webContents.postMessage and ipcRenderer.postMessage carry one value where there is no port',
    async run({ main, renderer }) {
      const messages = received(main, 'posted');
      const answer = renderer.evaluate(
        ({ ipcRenderer }) =>
          new Promise<unknown>((resolve) => {
            ipcRenderer.once('posted', (event, ...args: unknown[]) => resolve([event.ports.length, ...args]));
            ipcRenderer.postMessage('posted', { n: 1 });
          }),
      );
      const [{ args, event }] = (await messages) as [Awaited<typeof messages>[0]];
      expect([event.ports.length, ...args]).toEqual([0, { n: 1 }]);
      renderer.webContents.postMessage('posted', { n: 2 });
      expect(await answer).toEqual([0, { n: 2 }]);
    },
  },
  {
    name: 'what main sends is what it was at the call, for one renderer and for all',
    async run({ main, renderer }) {
      const seen = renderer.evaluate(
        (there) =>
          new Promise<unknown>((resolve) => {
            const all: unknown[] = [];
            const add = (value: { readonly n: number; readonly bytes: Uint8Array }) => {
              all.push([value.n, value.bytes[0]]);
              if (all.length < 3) return;
              subscription.unsubscribe();
              resolve(all);
            };
            const subscription = there.channel<never>('snapshot').subscribe(add);
            there.ipcRenderer.send('listening');
          }),
      );
      const [{ event }] = (await received(main, 'listening')) as [Awaited<ReturnType<typeof received>>[0]];
      const value = { n: 1, bytes: new Uint8Array([1]) };
      const change = () => {
        value.n++;
        value.bytes[0] = value.n;
      };
      renderer.webContents.send('snapshot', value);
      change();
      main.channel('snapshot').next(value);
      change();
      event.reply('snapshot', value);
      change();
      expect(await seen).toEqual([
        [1, 1],
        [2, 2],
        [3, 3],
      ]);
    },
  },
  {
    name: 'arguments are copies: what a receiver changes stays its own',
    async run({ main, renderer }) {
      main.ipcMain.on('change', (_event, value: { n: number }) => (value.n = 2));
      const messages = received(main, 'change');
      const own = await renderer.evaluate(({ ipcRenderer }) => {
        const value = { n: 1 };
        ipcRenderer.send('change', value);
        return value;
      });
      await messages;
      expect(own).toEqual({ n: 1 });
    },
  },
  {
    name: 'ten megabytes of text arrive whole, both ways',
    async run({ main, renderer }) {
      const length = 10 * 2 ** 20;
      const messages = received(main, 'long');
      const echoed = renderer.evaluate(
        ({ ipcRenderer }, size) =>
          new Promise<unknown>((resolve) => {
            ipcRenderer.once('long', (_event, text: string) => resolve([text.length, text.slice(-2)]));
            ipcRenderer.send('long', `${'x'.repeat(size - 1)}!`);
          }),
        length,
      );
      const [{ event, args }] = (await messages) as [Awaited<typeof messages>[0]];
      expect((args[0] as string).length).toBe(length);
      event.reply('long', args[0]);
      expect(await echoed).toEqual([length, 'x!']);
    },
  },
];
