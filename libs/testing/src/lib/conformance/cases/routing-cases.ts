import { expect } from 'expect';
import { filter, firstValueFrom } from 'rxjs';
import type { ConformanceCase } from '../conformance-case.js';
import { nextDrop } from '../next-drop.js';
import { received } from '../received.js';

export const routingCases: readonly ConformanceCase[] = [
  {
    name: 'sendTo reaches its target alone',
    async run({ main, renderer, other }) {
      await renderer.evaluate(({ ipcRenderer }) => {
        ipcRenderer.on('for-you', () => ipcRenderer.send('wrong'));
      });
      let wrong = 0;
      main.ipcMain.on('wrong', () => wrong++);
      const seen = other.evaluate(
        ({ ipcRenderer }) =>
          new Promise<unknown>((resolve) => {
            ipcRenderer.once('for-you', (event, ...args: unknown[]) => resolve([event.senderId, ...args]));
            ipcRenderer.send('listening');
          }),
      );
      await received(main, 'listening');
      await renderer.evaluate(
        ({ ipcRenderer }, id) => void ipcRenderer.sendTo(id, 'for-you', 1, 'x'),
        other.id,
      );
      expect(await seen).toEqual([renderer.id, 1, 'x']);
      await renderer.evaluate(() => 'a turn');
      expect(wrong).toBe(0);
    },
  },
  {
    name: 'sendTo returns undefined, and takes no arguments at all',
    async run({ main, renderer, other }) {
      const seen = other.evaluate(
        ({ ipcRenderer }) =>
          new Promise<number>((resolve) => {
            ipcRenderer.once('bare', (_event, ...args: unknown[]) => resolve(args.length));
            ipcRenderer.send('listening');
          }),
      );
      await received(main, 'listening');
      const isUndefined = await renderer.evaluate(({ ipcRenderer }, id) => {
        const returned: unknown = ipcRenderer.sendTo(id, 'bare');
        return returned === undefined;
      }, other.id);
      expect(isUndefined).toBe(true);
      expect(await seen).toBe(0);
    },
  },
  {
    name: 'sendTo main’s own id, 0, or a negative one reaches nobody',
    async run({ main, renderer }) {
      let heard = 0;
      main.ipcMain.on('hello', () => heard++);
      for (const id of [0, -1]) {
        const drop = nextDrop(main, 'hello');
        await renderer.evaluate(({ ipcRenderer }, to) => void ipcRenderer.sendTo(to, 'hello'), id);
        expect(await drop).toMatchObject({ reason: 'unknown-target', to: id });
      }
      expect(heard).toBe(0);
    },
  },
  {
    name: 'sendTo a renderer that is gone: no throw, a drop with its reason',
    async run({ main, renderer, open }) {
      const { remote, end } = await open();
      const gone = firstValueFrom(
        main.state$.pipe(filter(({ endpoints }) => endpoints[remote.id] === undefined)),
      );
      await Promise.all([gone, end()]);
      const drop = nextDrop(main, 'hello');
      await renderer.evaluate(({ ipcRenderer }, id) => void ipcRenderer.sendTo(id, 'hello'), remote.id);
      expect(await drop).toMatchObject({ reason: 'unknown-target', from: renderer.id, to: remote.id });
    },
  },
  {
    name: '500 messages of sendTo arrive in order',
    async run({ main, renderer, other }) {
      const seen = other.evaluate(
        ({ ipcRenderer }) =>
          new Promise<number[]>((resolve) => {
            const order: number[] = [];
            ipcRenderer.on('step', (_event, n: number) => {
              if (order.push(n) === 500) resolve(order);
            });
            ipcRenderer.send('listening');
          }),
      );
      await received(main, 'listening');
      await renderer.evaluate(async ({ ipcRenderer }, id) => {
        for (let n = 0; n < 500; n++) {
          ipcRenderer.sendTo(id, 'step', n);
          if (n % 50 === 0) await Promise.resolve();
        }
      }, other.id);
      expect(await seen).toEqual(Array.from({ length: 500 }, (_, n) => n));
    },
  },
  {
    name: 'a megabyte of bytes arrives whole through sendTo',
    async run({ main, renderer, other }) {
      const seen = other.evaluate(
        ({ ipcRenderer }) =>
          new Promise<unknown>((resolve) => {
            ipcRenderer.once('bytes', (_event, bytes: Uint8Array) => {
              resolve([bytes.length, bytes.every((byte, i) => byte === i % 251)]);
            });
            ipcRenderer.send('listening');
          }),
      );
      await received(main, 'listening');
      await renderer.evaluate(({ ipcRenderer }, id) => {
        const bytes = Uint8Array.from({ length: 2 ** 20 }, (_, i) => i % 251);
        ipcRenderer.sendTo(id, 'bytes', bytes);
        bytes.fill(0);
      }, other.id);
      expect(await seen).toEqual([2 ** 20, true]);
    },
  },
  {
    name: 'main.channel(…).to(target) is webContents.send, and sees that renderer alone',
    async run({ main, renderer, other }) {
      const echo = main.channel<number>('echo').to(renderer.webContents);
      const values: number[] = [];
      const subscription = echo.subscribe((n) => {
        values.push(n);
        echo.next(n + 1);
      });
      await other.evaluate((there) => void there.channel('echo').next(100));
      const answer = await renderer.evaluate(
        (there) =>
          new Promise<number>((resolve) => {
            const channel = there.channel<number>('echo');
            const answered = channel.subscribe((n) => {
              answered.unsubscribe();
              resolve(n);
            });
            channel.next(1);
          }),
      );
      expect([answer, ...values]).toEqual([2, 1]);
      subscription.unsubscribe();
    },
  },
];
