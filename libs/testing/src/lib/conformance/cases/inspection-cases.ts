import type { Inspection } from '@culvert/core';
import { expect } from 'expect';
import { filter, firstValueFrom, take, toArray } from 'rxjs';
import type { ConformanceCase } from '../conformance-case.js';
import { nextDrop } from '../next-drop.js';
import { received } from '../received.js';

/** Through JSON and back: only plain data stays equal. Bodies may hold bytes. */
function throughJson(item: Inspection): unknown {
  return JSON.parse(JSON.stringify(item));
}

export const inspectionCases: readonly ConformanceCase[] = [
  {
    name: 'inspect$ shows a message as an event in and effects out, as plain data',
    async run({ main, renderer }) {
      const seen = firstValueFrom(
        main.inspect$.pipe(
          filter((item) => item.kind === 'event'),
          filter(({ event }) => event.type === 'receive' && event.message.kind === 'send'),
          take(1),
        ),
      );
      const messages = received(main, 'inspected');
      await renderer.evaluate(({ ipcRenderer }) => void ipcRenderer.send('inspected', 1));
      await messages;
      const item = await seen;
      expect(item).toMatchObject({
        event: {
          type: 'receive',
          from: { id: renderer.id },
          message: { kind: 'send', channel: 'inspected' },
        },
        effects: [{ type: 'dispatch' }],
      });
      expect(throughJson(item)).toEqual(item);
    },
  },
  {
    name: 'drops are plain data, with their time',
    async run({ main, renderer }) {
      const drops = firstValueFrom(
        main.inspect$.pipe(
          filter((item) => item.kind === 'drop'),
          take(2),
          toArray(),
        ),
      );
      await renderer.evaluate(({ ipcRenderer }) => {
        ipcRenderer.send('nobody');
        ipcRenderer.sendTo(999_999, 'nobody');
      });
      const all = await drops;
      expect(all.map(({ reason, message }) => [reason, message])).toEqual([
        ['unheard', 'send'],
        ['unknown-target', 'sendTo'],
      ]);
      expect(all.map(throughJson)).toEqual(all);
      expect(all.every(({ at }) => Number.isFinite(at))).toBe(true);
    },
  },
  {
    name: 'a broadcast is one event, with every renderer in its effect',
    async run({ main, renderer, other }) {
      const seen = firstValueFrom(
        main.inspect$.pipe(
          filter((item) => item.kind === 'event'),
          filter(({ event }) => event.type === 'broadcast'),
        ),
      );
      main.channel('to-all').next(1);
      const { effects } = await seen;
      expect(effects).toHaveLength(1);
      const [effect] = effects as unknown as [{ readonly to: readonly { readonly id: number }[] }];
      expect(effect.to.map(({ id }) => id)).toEqual(expect.arrayContaining([renderer.id, other.id]));
    },
  },
  {
    name: 'what main sends to an id that is gone is a drop, and never a throw into the stream',
    async run({ main, open }) {
      const { remote, end } = await open();
      const destroyed = new Promise<void>((resolve) => remote.webContents.once('destroyed', () => resolve()));
      await Promise.all([destroyed, end()]);
      const drop = nextDrop(main, 'late');
      main.channel<number>('late').to(remote.id).next(1);
      expect(await drop).toMatchObject({ reason: 'disconnected', to: remote.id });
      const second = nextDrop(main, 'late');
      remote.webContents.send('late', 2);
      expect(await second).toMatchObject({ reason: 'disconnected', to: remote.id });
    },
  },
  {
    name: 'state$ replays its current value, and a plain send does not change it',
    async run({ main, renderer }) {
      const before = await firstValueFrom(main.state$);
      const messages = received(main, 'plain');
      await renderer.evaluate(({ ipcRenderer }) => void ipcRenderer.send('plain'));
      await messages;
      expect(await firstValueFrom(main.state$)).toBe(before);
      expect(before.endpoints[renderer.id]).toMatchObject({ ready: true, pending: [], serving: [] });
    },
  },
];
