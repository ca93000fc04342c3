import type { Renderer } from '@culvert/core';
import { expect } from 'expect';
import { filter, firstValueFrom } from 'rxjs';
import type { ConformanceCase } from '../conformance-case.js';
import { received } from '../received.js';

/** Names that are special elsewhere, and are ordinary channels here. */
const oddNames = [
  'error',
  'newListener',
  'removeListener',
  '__proto__',
  'constructor',
  '',
  'ping-æøåü',
  'a b\n"c"',
];

export const sendCases: readonly ConformanceCase[] = [
  {
    name: 'send reaches ipcMain with its arguments and its sender',
    async run({ main, renderer }) {
      const messages = received(main, 'greet');
      await renderer.evaluate(
        ({ ipcRenderer }) => void ipcRenderer.send('greet', 1, 'two', { three: [null, true] }),
      );
      const [{ event, args }] = (await messages) as [Awaited<typeof messages>[0]];
      expect(args).toEqual([1, 'two', { three: [null, true] }]);
      expect(event.sender).toBe(renderer.webContents);
    },
  },
  {
    name: 'send without arguments',
    async run({ main, renderer }) {
      const messages = received(main, 'nothing');
      await renderer.evaluate(({ ipcRenderer }) => void ipcRenderer.send('nothing'));
      expect((await messages)[0]!.args).toEqual([]);
    },
  },
  {
    name: 'send returns undefined',
    async run({ renderer }) {
      const isUndefined = await renderer.evaluate(({ ipcRenderer }) => {
        const returned: unknown = ipcRenderer.send('void', 1);
        return returned === undefined;
      });
      expect(isUndefined).toBe(true);
    },
  },
  {
    name: 'a channel that is no string is a TypeError at the call',
    async run({ renderer }) {
      const names = await renderer.evaluate(({ ipcRenderer }) =>
        (['send', 'sendSync', 'sendToHost', 'invoke'] as const).map((method) => {
          try {
            (ipcRenderer[method] as (channel: unknown) => unknown)(7);
            return 'no error';
          } catch (error) {
            return (error as Error).name;
          }
        }),
      );
      expect(names).toEqual(['TypeError', 'TypeError', 'TypeError', 'TypeError']);
    },
  },
  ...oddNames.map((channel): ConformanceCase => ({
    name: `both ways on the channel ${JSON.stringify(channel)}`,
    async run({ main, renderer }) {
      const toMain = received(main, channel);
      const toRenderer = renderer.evaluate(
        ({ ipcRenderer }, name) =>
          new Promise<unknown>((resolve) => {
            ipcRenderer.once(name, (_event, value: unknown) => resolve(value));
            ipcRenderer.send(name, 'up');
          }),
        channel,
      );
      expect((await toMain)[0]!.args).toEqual(['up']);
      renderer.webContents.send(channel, 'down');
      expect(await toRenderer).toBe('down');
    },
  })),
  {
    name: 'webContents.send reaches that renderer alone, from senderId 0',
    async run({ renderer, other }) {
      const listen = ({ ipcRenderer }: Renderer) =>
        new Promise<unknown>((resolve) => {
          const got: unknown[] = [];
          ipcRenderer.on('only', (event, ...args: unknown[]) => got.push([event.senderId, ...args]));
          ipcRenderer.once('end', () => resolve(got));
        });
      const first = renderer.evaluate(listen);
      const second = other.evaluate(listen);
      renderer.webContents.send('only', 'you', 2);
      renderer.webContents.send('end');
      other.webContents.send('end');
      expect(await first).toEqual([[0, 'you', 2]]);
      expect(await second).toEqual([]);
    },
  },
  {
    name: 'webContents.send without a channel: "Missing required channel argument"',
    async run({ renderer }) {
      const { webContents } = renderer;
      const send = webContents.send.bind(webContents) as (channel?: unknown) => void;
      expect(() => send()).toThrow('Missing required channel argument');
      expect(() => send(3)).toThrow(TypeError);
    },
  },
  {
    name: 'event.reply answers the sender',
    async run({ main, renderer }) {
      main.ipcMain.once('question', (event, value: unknown) => event.reply('answer', value, 42));
      const answer = await renderer.evaluate(
        ({ ipcRenderer }) =>
          new Promise<unknown>((resolve) => {
            ipcRenderer.once('answer', (event, ...args: unknown[]) => resolve([event.senderId, ...args]));
            ipcRenderer.send('question', 'what');
          }),
      );
      expect(answer).toEqual([0, 'what', 42]);
    },
  },
  {
    name: 'once and removeListener are EventEmitter’s own',
    async run({ renderer }) {
      const counted = renderer.evaluate(
        ({ ipcRenderer }) =>
          new Promise<unknown>((resolve) => {
            const calls = { once: 0, on: 0, removed: 0 };
            const removed = () => calls.removed++;
            ipcRenderer.once('n', () => calls.once++);
            ipcRenderer.on('n', () => calls.on++);
            ipcRenderer.on('n', removed);
            ipcRenderer.removeListener('n', removed);
            ipcRenderer.once('end', () => resolve(calls));
          }),
      );
      for (const channel of ['n', 'n', 'end']) renderer.webContents.send(channel);
      expect(await counted).toEqual({ once: 1, on: 2, removed: 0 });
    },
  },
  {
    name: 'a message that nobody listens to is dropped, with a reason on inspect$',
    async run({ main, renderer }) {
      const drop = firstValueFrom(main.inspect$.pipe(filter((item) => item.kind === 'drop')));
      await renderer.evaluate(({ ipcRenderer }) => void ipcRenderer.send('nobody-listens', 1));
      expect(await drop).toMatchObject({ reason: 'unheard', channel: 'nobody-listens', from: renderer.id });
    },
  },
  {
    name: 'a megabyte of text arrives whole, both ways',
    async run({ main, renderer }) {
      const messages = received(main, 'long');
      const echoed = renderer.evaluate(
        ({ ipcRenderer }) =>
          new Promise<number>((resolve) => {
            ipcRenderer.once('long', (_event, text: string) => resolve(text.length));
            ipcRenderer.send('long', 'æ'.repeat(2 ** 20));
          }),
      );
      const [{ event, args }] = (await messages) as [Awaited<typeof messages>[0]];
      expect(args[0] === 'æ'.repeat(2 ** 20)).toBe(true);
      event.reply('long', args[0]);
      expect(await echoed).toBe(2 ** 20);
    },
  },
  {
    name: 'a megabyte of bytes arrives whole, both ways',
    async run({ main, renderer }) {
      const messages = received(main, 'bytes');
      const echoed = renderer.evaluate(
        ({ ipcRenderer }) =>
          new Promise<unknown>((resolve) => {
            ipcRenderer.once('bytes', (_event, bytes: Uint8Array) => {
              resolve([bytes.length, bytes[255], bytes.every((byte, i) => byte === i % 256)]);
            });
            ipcRenderer.send(
              'bytes',
              Uint8Array.from({ length: 2 ** 20 }, (_, i) => i % 256),
            );
          }),
      );
      const [{ event, args }] = (await messages) as [Awaited<typeof messages>[0]];
      expect(ArrayBuffer.isView(args[0])).toBe(true);
      event.reply('bytes', args[0]);
      expect(await echoed).toEqual([2 ** 20, 255, true]);
    },
  },
  {
    name: 'what is sent is what it was at the call',
    async run({ main, renderer }) {
      const messages = received(main, 'snapshot');
      await renderer.evaluate(({ ipcRenderer }) => {
        const value = { n: 1, bytes: new Uint8Array([1]) };
        ipcRenderer.send('snapshot', value);
        value.n = 2;
        value.bytes[0] = 2;
      });
      const [value] = (await messages)[0]!.args as [{ n: number; bytes: Uint8Array }];
      expect([value.n, value.bytes[0]]).toEqual([1, 1]);
    },
  },
];
