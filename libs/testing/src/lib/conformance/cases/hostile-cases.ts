import { expect } from 'expect';
import type { ConformanceCase } from '../conformance-case.js';
import { received } from '../received.js';

export const hostileCases: readonly ConformanceCase[] = [
  {
    name: 'an array of four billion holes: a typed error, or its length',
    async run({ main, renderer, codec }) {
      const messages = received(main, 'end');
      const lengths: unknown[] = [];
      main.ipcMain.on('holes', (_event, array: unknown[]) => lengths.push(array.length));
      const code = await renderer.evaluate(({ ipcRenderer }) => {
        try {
          ipcRenderer.send('holes', new Array(2 ** 32 - 1));
          return 'sent';
        } catch (error) {
          return (error as { code?: unknown }).code;
        } finally {
          ipcRenderer.send('end');
        }
      });
      await messages;
      if (codec.name === 'structured') expect([code, lengths]).toEqual(['sent', [2 ** 32 - 1]]);
      else expect([code, lengths]).toEqual(['ERR_CULVERT_MESSAGE_TOO_LARGE', []]);
    },
  },
  {
    name: 'keys that would pollute a prototype pollute none, on either side and on the way',
    async run({ main, renderer, other }) {
      const json =
        '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"list":[{"__proto__":null}]}';
      const messages = received(main, 'pollute');
      const there = other.evaluate(
        ({ ipcRenderer }) =>
          new Promise<unknown>((resolve) => {
            ipcRenderer.once('pollute', (_event, value: object) => {
              resolve([
                'polluted' in {},
                'polluted' in value,
                Object.getPrototypeOf(value) === Object.prototype,
                JSON.stringify(value),
              ]);
            });
            ipcRenderer.send('listening');
          }),
      );
      await received(main, 'listening');
      await renderer.evaluate(
        ({ ipcRenderer }, id, text) => {
          ipcRenderer.send('pollute', JSON.parse(text));
          ipcRenderer.sendTo(id, 'pollute', JSON.parse(text));
        },
        other.id,
        json,
      );
      const value = (await messages)[0]!.args[0] as object;
      const clean = [false, false, true, json];
      expect([
        'polluted' in {},
        'polluted' in value,
        Object.getPrototypeOf(value) === Object.prototype,
        JSON.stringify(value),
      ]).toEqual(clean);
      expect(await there).toEqual(clean);
    },
  },
  {
    name: 'a getter that sends is one more message, in its turn',
    async run({ main, renderer }) {
      const log: unknown[] = [];
      main.ipcMain.on('nested', (_event, value: unknown) => log.push(value));
      await renderer.evaluate(({ ipcRenderer }) => {
        ipcRenderer.send('nested', {
          get n() {
            ipcRenderer.send('nested', 'inner');
            return 1;
          },
        });
      });
      expect(log.at(-1)).toEqual({ n: 1 });
      expect(new Set(log.slice(0, -1))).toEqual(new Set(['inner']));
    },
  },
  {
    name: 'an object that changes while it is read crashes nobody',
    async run({ main, renderer }) {
      const messages = received(main, 'shifting');
      await renderer.evaluate(({ ipcRenderer }) => {
        const value: Record<string, unknown> = {
          get first() {
            delete value['second'];
            value['third'] = 3;
            return 1;
          },
          second: 2,
        };
        ipcRenderer.send('shifting', value, 'end');
      });
      const { args } = (await messages)[0]!;
      expect(args[1]).toBe('end');
      expect((args[0] as { first: unknown }).first).toBe(1);
    },
  },
  {
    name: 'an object with a hundred thousand keys arrives whole',
    async run({ main, renderer }) {
      const messages = received(main, 'wide');
      await renderer.evaluate(({ ipcRenderer }, count) => {
        ipcRenderer.send(
          'wide',
          Object.fromEntries(Array.from({ length: count }, (_, n) => [`key ${n}`, n])),
        );
      }, 100_000);
      const value = (await messages)[0]!.args[0] as Record<string, number>;
      expect([Object.keys(value).length, value['key 99999']]).toEqual([100_000, 99_999]);
    },
  },
];
