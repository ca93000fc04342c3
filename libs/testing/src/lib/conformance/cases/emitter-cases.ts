import { expect } from 'expect';
import { firstValueFrom, fromEvent, take, toArray } from 'rxjs';
import type { ConformanceCase } from '../conformance-case.js';
import { received } from '../received.js';
import { nextUncaught } from '../uncaught.js';

export const emitterCases: readonly ConformanceCase[] = [
  {
    name: 'on, once, off, addListener, prependListener, removeListener and removeAllListeners return this',
    async run({ main, renderer }) {
      const all = await renderer.evaluate(({ ipcRenderer }) => {
        const listener = () => undefined;
        return [
          ipcRenderer.on('x', listener),
          ipcRenderer.once('x', listener),
          ipcRenderer.addListener('x', listener),
          ipcRenderer.prependListener('x', listener),
          ipcRenderer.off('x', listener),
          ipcRenderer.removeListener('x', listener),
          ipcRenderer.removeAllListeners('x'),
          ipcRenderer.removeAllListeners(),
        ].every((returned) => returned === ipcRenderer);
      });
      expect(all).toBe(true);
      const { ipcMain } = main;
      expect(ipcMain.on('x', () => undefined)).toBe(ipcMain);
      expect(ipcMain.once('x', () => undefined)).toBe(ipcMain);
      expect(ipcMain.removeListener('x', () => undefined)).toBe(ipcMain);
      expect(ipcMain.removeAllListeners('x')).toBe(ipcMain);
    },
  },
  {
    name: 'listeners of ipcMain are called in the order of their registration, with (event, ...args)',
    async run({ main, renderer }) {
      const log: unknown[] = [];
      for (const name of ['first', 'second', 'third']) {
        main.ipcMain.on('order', (event, ...args: unknown[]) => log.push([name, event.sender.id, ...args]));
      }
      const last = received(main, 'order');
      await renderer.evaluate(({ ipcRenderer }) => void ipcRenderer.send('order', 1, 2));
      await last;
      expect(log).toEqual(['first', 'second', 'third'].map((name) => [name, renderer.id, 1, 2]));
    },
  },
  {
    name: 'listeners of ipcRenderer are called in the order of their registration, prepended ones before',
    async run({ renderer }) {
      const log = renderer.evaluate(
        ({ ipcRenderer }) =>
          new Promise<string[]>((resolve) => {
            const called: string[] = [];
            ipcRenderer.on('order', () => called.push('on'));
            ipcRenderer.addListener('order', () => called.push('addListener'));
            ipcRenderer.once('order', () => called.push('once'));
            ipcRenderer.on('order', () => resolve(called));
            ipcRenderer.prependListener('order', () => called.push('prepended'));
            ipcRenderer.prependOnceListener('order', () => called.push('prepended once'));
          }),
      );
      renderer.webContents.send('order');
      expect(await log).toEqual(['prepended once', 'prepended', 'on', 'addListener', 'once']);
    },
  },
  {
    name: 'a listener that is added twice is called twice, and removeListener takes the newest',
    async run({ main, renderer }) {
      let calls = 0;
      const listener = () => calls++;
      main.ipcMain.on('twice', listener).on('twice', listener);
      const first = received(main, 'twice');
      await renderer.evaluate(({ ipcRenderer }) => void ipcRenderer.send('twice'));
      await first;
      expect(calls).toBe(2);
      main.ipcMain.removeListener('twice', listener);
      const second = received(main, 'twice');
      await renderer.evaluate(({ ipcRenderer }) => void ipcRenderer.send('twice'));
      await second;
      expect(calls).toBe(3);
    },
  },
  {
    name: 'once is removed before its call',
    async run({ main, renderer }) {
      const counts = new Promise((resolve) => {
        main.ipcMain.once('single', () => resolve(main.ipcMain.listenerCount('single')));
      });
      await renderer.evaluate(({ ipcRenderer }) => void ipcRenderer.send('single'));
      expect(await counts).toBe(0);
      const there = renderer.evaluate(
        ({ ipcRenderer }) =>
          new Promise<number>((resolve) => {
            ipcRenderer.once('single', () => resolve(ipcRenderer.listenerCount('single')));
          }),
      );
      renderer.webContents.send('single');
      expect(await there).toBe(0);
    },
  },
  {
    name: 'once can be removed by the listener it was given',
    async run({ renderer }) {
      const calls = renderer.evaluate(
        ({ ipcRenderer }) =>
          new Promise<number>((resolve) => {
            let called = 0;
            const listener = () => called++;
            ipcRenderer.once('never', listener);
            ipcRenderer.removeListener('never', listener);
            ipcRenderer.once('end', () => resolve(called));
          }),
      );
      renderer.webContents.send('never');
      renderer.webContents.send('end');
      expect(await calls).toBe(0);
    },
  },
  {
    name: 'removeAllListeners(channel) leaves the other channels alone',
    async run({ renderer }) {
      const called = renderer.evaluate(
        ({ ipcRenderer }) =>
          new Promise<string[]>((resolve) => {
            const log: string[] = [];
            for (const channel of ['a', 'b']) ipcRenderer.on(channel, () => log.push(channel));
            ipcRenderer.removeAllListeners('a');
            ipcRenderer.once('end', () => resolve(log));
          }),
      );
      for (const channel of ['a', 'b', 'end']) renderer.webContents.send(channel);
      expect(await called).toEqual(['b']);
    },
  },
  {
    name: 'removeAllListeners() removes those of all channels, and no subscriber of a channel’s Subject',
    async run({ renderer }) {
      const called = renderer.evaluate(
        (there) =>
          new Promise<string[]>((resolve) => {
            const log: string[] = [];
            for (const channel of ['a', 'b']) there.ipcRenderer.on(channel, () => log.push(channel));
            const subscription = there.channel('b').subscribe(() => {
              subscription.unsubscribe();
              resolve(log);
            });
            there.ipcRenderer.removeAllListeners();
          }),
      );
      for (const channel of ['a', 'b']) renderer.webContents.send(channel);
      expect(await called).toEqual([]);
    },
  },
  {
    name: 'a listener that is added during a message is not called for it, and one removed during it still is',
    async run({ main, renderer }) {
      const log: string[] = [];
      const removed = () => log.push('removed');
      main.ipcMain.once('change', () => {
        main.ipcMain.removeListener('change', removed);
        main.ipcMain.once('change', () => log.push('added'));
      });
      main.ipcMain.on('change', removed);
      const first = received(main, 'change');
      await renderer.evaluate(({ ipcRenderer }) => void ipcRenderer.send('change'));
      await first;
      expect(log).toEqual(['removed']);
      const second = received(main, 'change');
      await renderer.evaluate(({ ipcRenderer }) => void ipcRenderer.send('change'));
      await second;
      expect(log).toEqual(['removed', 'added']);
    },
  },
  {
    name: 'emit is local: it reaches own listeners and nobody else',
    async run({ main, renderer }) {
      let seenByMain = 0;
      main.ipcMain.on('local', () => seenByMain++);
      const after = received(main, 'after');
      const args = await renderer.evaluate(({ ipcRenderer }) => {
        const seen: unknown[] = [];
        ipcRenderer.on('local', (...all: unknown[]) => seen.push(...all));
        const heard = ipcRenderer.emit('local', 'event', 1);
        ipcRenderer.send('after');
        return [heard, ...seen];
      });
      await after;
      expect(args).toEqual([true, 'event', 1]);
      expect(seenByMain).toBe(0);
    },
  },
  {
    name: 'newListener and removeListener are meta-events of local listeners',
    async run({ renderer }) {
      const log = await renderer.evaluate(({ ipcRenderer }) => {
        const seen: unknown[] = [];
        const listener = () => undefined;
        ipcRenderer.on('removeListener', (name: unknown) => seen.push(['removed', name]));
        ipcRenderer.on('newListener', (name: unknown) => seen.push(['new', name]));
        ipcRenderer.on('thing', listener);
        ipcRenderer.removeListener('thing', listener);
        return seen;
      });
      expect(log).toEqual([
        ['new', 'thing'],
        ['removed', 'thing'],
      ]);
    },
  },
  {
    name: 'fromEvent of RxJS works on ipcMain, and leaves no listener behind',
    async run({ main, renderer }) {
      const all = firstValueFrom(fromEvent(main.ipcMain, 'observed').pipe(take(2), toArray()));
      await renderer.evaluate(({ ipcRenderer }) => {
        ipcRenderer.send('observed', 1, 'a');
        ipcRenderer.send('observed', 2, 'b');
      });
      expect((await all).map((args) => (args as unknown[]).slice(1))).toEqual([
        [1, 'a'],
        [2, 'b'],
      ]);
      expect(main.ipcMain.listenerCount('observed')).toBe(0);
    },
  },
  {
    name: 'a listener of main that throws: an uncaught error of main, later listeners skipped, subscribers served',
    async run({ main, renderer }) {
      const skipped: unknown[] = [];
      const values: unknown[] = [];
      main.ipcMain.on('bad', () => {
        throw new Error('bad listener');
      });
      main.ipcMain.on('bad', (_event, value: unknown) => skipped.push(value));
      const subscription = main.channel('bad').subscribe((value) => values.push(value));
      const uncaught = nextUncaught();
      const after = received(main, 'after');
      await renderer.evaluate(({ ipcRenderer }) => {
        ipcRenderer.send('bad', 1);
        ipcRenderer.send('after');
      });
      expect(await uncaught).toMatchObject({ message: 'bad listener' });
      await after;
      expect([skipped, values]).toEqual([[], [1]]);
      subscription.unsubscribe();
    },
  },
  {
    name: 'a listener of a renderer that throws: an uncaught error there, and the next message arrives',
    async run({ renderer }) {
      const log = renderer.evaluate(async ({ ipcRenderer }, tools) => {
        const called: unknown[] = [];
        ipcRenderer.on('bad', () => {
          throw new Error('bad listener');
        });
        ipcRenderer.on('bad', () => called.push('skipped'));
        const uncaught = tools.nextUncaught();
        const next = new Promise<void>((resolve) => ipcRenderer.once('next', () => resolve()));
        ipcRenderer.send('listening');
        called.push(((await uncaught) as Error).message);
        await next;
        return called;
      });
      renderer.webContents.send('bad');
      renderer.webContents.send('next');
      expect(await log).toEqual(['bad listener']);
    },
  },
  {
    name: 'many listeners on one channel each get the message once',
    async run({ renderer }) {
      const calls = renderer.evaluate(
        ({ ipcRenderer }) =>
          new Promise<number[]>((resolve) => {
            const counts = Array.from({ length: 50 }, () => 0);
            ipcRenderer.setMaxListeners(0);
            counts.forEach((_, i) => ipcRenderer.on('many', () => counts[i]!++));
            ipcRenderer.once('end', () => resolve(counts));
          }),
      );
      renderer.webContents.send('many');
      renderer.webContents.send('end');
      expect(new Set(await calls)).toEqual(new Set([1]));
    },
  },
];
