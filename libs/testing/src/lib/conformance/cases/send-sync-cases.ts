import type { IpcMainEvent } from '@culvert/core';
import { expect } from 'expect';
import type { ConformanceCase } from '../conformance-case.js';
import { trySendSync } from '../try-send-sync.js';

export const sendSyncCases: readonly ConformanceCase[] = [
  {
    name: 'returns event.returnValue',
    requires: 'sync',
    async run(context) {
      context.main.ipcMain.once('add', (event: IpcMainEvent, a: number, b: number) => {
        event.returnValue = { sum: a + b };
      });
      expect(await trySendSync(context.renderer, 'add', 2, 3)).toEqual({ value: { sum: 5 } });
    },
  },
  {
    name: 'the first value wins, also over later listeners',
    requires: 'sync',
    async run(context) {
      context.main.ipcMain.on('twice', (event) => {
        event.returnValue = 'first';
        event.returnValue = 'second';
      });
      context.main.ipcMain.on('twice', (event) => {
        event.returnValue = 'third';
      });
      expect(await trySendSync(context.renderer, 'twice')).toEqual({ value: 'first' });
    },
  },
  {
    name: 'a falsy value is an answer',
    requires: 'sync',
    async run(context) {
      for (const value of [0, '', false, null]) {
        context.main.ipcMain.once('falsy', (event) => {
          event.returnValue = value;
        });
        expect(await trySendSync(context.renderer, 'falsy')).toEqual({ value });
      }
    },
  },
  {
    name: 'a value that is set later is waited for',
    requires: 'blocking sync',
    async run(context) {
      context.main.ipcMain.once('later', (event) => {
        setImmediateLater(() => {
          event.returnValue = 'at last';
        });
      });
      expect(await trySendSync(context.renderer, 'later')).toEqual({ value: 'at last' });
    },
  },
  {
    name: 'nobody listens: a typed error at once',
    requires: 'sync',
    async run(context) {
      expect(await trySendSync(context.renderer, 'silence')).toMatchObject({
        code: 'ERR_CULVERT_SYNC_NO_LISTENER',
      });
    },
  },
  {
    name: 'nobody answers: a typed error after the time limit, and the next call is answered rightly',
    requires: 'blocking sync',
    async run(context) {
      const events: IpcMainEvent[] = [];
      context.main.ipcMain.on('slow', (event) => void events.push(event));
      expect(await trySendSync(context.renderer, 'slow')).toMatchObject({ code: 'ERR_CULVERT_SYNC_TIMEOUT' });
      events[0]!.returnValue = 'too late';
      context.main.ipcMain.on('quick', (event) => {
        event.returnValue = 'in time';
      });
      expect(await trySendSync(context.renderer, 'quick')).toEqual({ value: 'in time' });
    },
  },
  {
    name: 'a large answer arrives whole',
    requires: 'sync',
    async run(context) {
      context.main.ipcMain.once('large', (event) => {
        event.returnValue = 'x'.repeat(2 ** 20);
      });
      const { value } = (await trySendSync(context.renderer, 'large')) as { value: string };
      expect(value).toHaveLength(2 ** 20);
    },
  },
  {
    name: 'twenty megabytes that were sent just before do not stand in the way',
    requires: 'sync',
    async run({ main, renderer }) {
      const lengths: number[] = [];
      main.ipcMain.on('heavy', (_event, text: string) => lengths.push(text.length));
      main.ipcMain.on('seen', (event) => {
        event.returnValue = lengths;
      });
      const seen = await renderer.evaluate(({ ipcRenderer }) => {
        const text = 'x'.repeat(2 ** 20);
        for (let i = 0; i < 20; i++) ipcRenderer.send('heavy', text);
        return ipcRenderer.sendSync('seen') as number[];
      });
      expect(seen).toEqual(Array.from({ length: 20 }, () => 2 ** 20));
    },
  },
  {
    name: 'messages that arrive meanwhile are delivered after the call, never inside',
    requires: 'sync',
    async run({ main, renderer }) {
      main.ipcMain.once('ask', (event) => {
        event.reply('news', 1);
        event.reply('news', 2);
        event.returnValue = 'answer';
      });
      const log = await renderer.evaluate(
        ({ ipcRenderer }) =>
          new Promise<unknown>((resolve) => {
            const order: unknown[] = [];
            ipcRenderer.on('news', (_event, n: number) => {
              order.push(n);
              if (n === 2) resolve(order);
            });
            order.push(ipcRenderer.sendSync('ask'));
          }),
      );
      expect(log).toEqual(['answer', 1, 2]);
    },
  },
];

/** A later turn of main's own loop, on every platform of main. */
function setImmediateLater(task: () => void): void {
  (globalThis as unknown as { setTimeout(task: () => void, ms: number): void }).setTimeout(task, 1);
}
