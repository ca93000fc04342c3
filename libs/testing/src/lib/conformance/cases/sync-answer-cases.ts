import { expect } from 'expect';
import { filter, firstValueFrom } from 'rxjs';
import type { IpcMainEvent } from '@culvert/core';
import { caught } from '../caught.js';
import type { ConformanceCase } from '../conformance-case.js';
import { nextDrop } from '../next-drop.js';
import { received } from '../received.js';
import { trySendSync } from '../try-send-sync.js';
import { nextUncaught } from '../uncaught.js';

export const syncAnswerCases: readonly ConformanceCase[] = [
  {
    name: 'a listener that throws before anybody has answered: a typed error at once, and main’s error is uncaught',
    requires: 'sync',
    async run(context) {
      const { ipcMain } = context.main;
      let later = 0;
      ipcMain.on('throws', () => {
        throw new Error('bad listener');
      });
      ipcMain.on('throws', () => later++);
      const uncaught = nextUncaught();
      const result = await trySendSync(context.renderer, 'throws');
      expect(result).toMatchObject({ code: 'ERR_CULVERT_SYNC_LISTENER_THREW' });
      expect((result as { message: string }).message).toContain("'throws'");
      expect(await uncaught).toMatchObject({ message: 'bad listener' });
      expect(later).toBe(0);
    },
  },
  {
    name: 'a listener that throws after an answer: the answer, and main’s error is uncaught',
    requires: 'sync',
    async run(context) {
      context.main.ipcMain.on('throws', (event) => {
        event.returnValue = 'answer';
        throw new Error('bad after all');
      });
      const uncaught = nextUncaught();
      expect(await trySendSync(context.renderer, 'throws')).toEqual({ value: 'answer' });
      expect(await uncaught).toMatchObject({ message: 'bad after all' });
    },
  },
  {
    name: 'event.returnValue = undefined is an answer',
    requires: 'sync',
    async run({ main, renderer, codec }) {
      main.ipcMain.on('nothing', (event) => {
        event.returnValue = undefined;
      });
      const type = await renderer.evaluate(({ ipcRenderer }) => {
        const value: unknown = ipcRenderer.sendSync('nothing');
        return value === null ? 'null' : typeof value;
      });
      expect(type).toBe(codec.name === 'structured' ? 'undefined' : 'null');
    },
  },
  {
    name: 'an answer that cannot be sent throws in main, naming the path, and the next one is taken',
    requires: 'sync',
    async run(context) {
      let refusal: unknown;
      context.main.ipcMain.on('answer', (event) => {
        refusal = caught(() => (event.returnValue = { onClick: () => undefined }));
        event.returnValue = 'carried';
      });
      const result = await trySendSync(context.renderer, 'answer');
      if (context.codec.name === 'structured') {
        expect(refusal).toMatchObject({ code: 'ERR_CULVERT_UNSERIALIZABLE' });
        expect((refusal as { message: string }).message).toContain('args[0].onClick');
        expect(result).toEqual({ value: 'carried' });
      } else {
        expect(refusal).toBeUndefined();
        expect(result).toEqual({ value: {} });
      }
    },
  },
  {
    name: 'a subscriber of a channel’s messages$ may answer',
    requires: 'sync',
    async run(context) {
      const subscription = context.main
        .channel<number>('double')
        .messages$.subscribe(({ event, args }) => (event.returnValue = 2 * (args[0] as number)));
      expect(await trySendSync(context.renderer, 'double', 21)).toEqual({ value: 42 });
      subscription.unsubscribe();
      expect(await trySendSync(context.renderer, 'double', 21)).toMatchObject({
        code: 'ERR_CULVERT_SYNC_NO_LISTENER',
      });
    },
  },
  {
    name: 'the guard on error is no listener that could answer',
    requires: 'sync',
    async run(context) {
      expect(await trySendSync(context.renderer, 'error')).toMatchObject({
        code: 'ERR_CULVERT_SYNC_NO_LISTENER',
      });
    },
  },
  {
    name: 'denied by the policy: a typed error with its reason, and the next call is answered',
    requires: 'sync',
    async run({ main, renderer, setPolicy }) {
      let heard = 0;
      main.ipcMain.on('ask', (event) => {
        heard++;
        event.returnValue = 'yes';
      });
      setPolicy(({ kind }) => (kind === 'sync' ? { deny: 'not today' } : true));
      const denied = await trySendSync(renderer, 'ask');
      expect(denied).toMatchObject({ code: 'ERR_CULVERT_DENIED' });
      expect((denied as { message: string }).message).toContain('not today');
      expect(heard).toBe(0);
      setPolicy(() => true);
      expect(await trySendSync(renderer, 'ask')).toEqual({ value: 'yes' });
    },
  },
  {
    name: '200 in a row get each its own answer',
    requires: 'sync',
    async run({ main, renderer }) {
      main.ipcMain.on('next', (event, n: number) => {
        event.returnValue = n + 1;
      });
      const last = await renderer.evaluate(({ ipcRenderer }) => {
        let n = 0;
        while (n < 200) n = ipcRenderer.sendSync('next', n) as number;
        return n;
      });
      expect(last).toBe(200);
    },
  },
  {
    name: 'two renderers that wait at once get each its own answer, whichever is answered first',
    requires: 'blocking sync',
    async run({ main, renderer, other }) {
      const events: IpcMainEvent[] = [];
      main.ipcMain.on('wait', (event) => {
        if (events.push(event) < 2) return;
        for (const waiting of events.reverse()) waiting.returnValue = waiting.sender.id;
      });
      const answers = await Promise.all([trySendSync(renderer, 'wait'), trySendSync(other, 'wait')]);
      expect(answers).toEqual([{ value: renderer.id }, { value: other.id }]);
    },
  },
  {
    name: 'an invoke that waits is settled after a sendSync in between',
    requires: 'sync',
    async run({ main, renderer }) {
      let settle: (value: string) => void = () => undefined;
      main.ipcMain.handleOnce('wait', () => new Promise((resolve) => (settle = resolve)));
      main.ipcMain.on('go', (event) => {
        settle('invoked');
        event.returnValue = 'sync';
      });
      const log = await renderer.evaluate(async ({ ipcRenderer }) => {
        const order: unknown[] = [];
        const invoked = ipcRenderer.invoke('wait').then((value: unknown) => order.push(value));
        order.push(ipcRenderer.sendSync('go'));
        await invoked;
        return order;
      });
      expect(log).toEqual(['sync', 'invoked']);
    },
  },
  {
    name: 'a renderer that dies while it waits: its request is gone, and a later answer harms nobody',
    requires: 'blocking sync',
    async run({ main, open }) {
      const { remote, end } = await open();
      const arrived = received(main, 'for-ever');
      void trySendSync(remote, 'for-ever');
      const [{ event }] = (await arrived) as [Awaited<typeof arrived>[0]];
      const pending = await firstValueFrom(main.state$);
      expect(pending.endpoints[remote.id]!.pending.map(({ kind }) => kind)).toEqual(['sync']);
      const gone = firstValueFrom(
        main.state$.pipe(filter(({ endpoints }) => endpoints[remote.id] === undefined)),
      );
      await Promise.all([gone, end()]);
      const drop = nextDrop(main);
      event.returnValue = 'too late';
      expect(await drop).toMatchObject({ reason: 'not-pending', to: remote.id });
    },
  },
  {
    name: 'main ends the connection while the renderer waits: ERR_CULVERT_DISCONNECTED, and so for every later call',
    requires: ['sync', 'chosen info', 'reports'],
    async run({ main, open }) {
      const { remote, reports$, end } = await open();
      const report = firstValueFrom(reports$.pipe(filter((text) => text.startsWith('{'))));
      // A window that replaces it ends the connection from main's side.
      const replaced = new Promise<Awaited<ReturnType<typeof open>>>((resolve) => {
        main.ipcMain.once('for-ever', () => void open({ id: remote.id }).then(resolve));
      });
      void remote.evaluate(({ ipcRenderer }, tools) => {
        const codes = [1, 2].map(() => {
          try {
            return ipcRenderer.sendSync('for-ever') as unknown;
          } catch (error) {
            return (error as { code?: unknown }).code;
          }
        });
        tools.report(JSON.stringify({ codes }));
      });
      expect(JSON.parse(await report)).toEqual({
        codes: ['ERR_CULVERT_DISCONNECTED', 'ERR_CULVERT_DISCONNECTED'],
      });
      const { end: endOther } = await replaced;
      await Promise.all([end(), endOther()]);
    },
  },
];
