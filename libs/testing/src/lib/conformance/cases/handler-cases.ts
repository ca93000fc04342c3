import { registerError } from '@culvert/core/contract';
import { expect } from 'expect';
import { filter, firstValueFrom } from 'rxjs';
import { caught } from '../caught.js';
import type { ConformanceCase } from '../conformance-case.js';
import { nextDrop } from '../next-drop.js';
import { received } from '../received.js';
import { tryInvoke } from '../try-invoke.js';

/** Values that handlers throw, errors or not. TypeScript's lint wants errors. */
type Reason = Error;

/** Registered, so that its own properties also reach windows. The renderers know no class of this name. */
class NotSaved extends Error {}
registerError(NotSaved);

export const handlerCases: readonly ConformanceCase[] = [
  {
    name: 'a handler gets (event, ...args), with its sender and what main has verified of it',
    async run({ main, renderer }) {
      let info: unknown;
      main.ipcMain.handleOnce('who', (event, ...args: unknown[]) => {
        info = [event.sender === renderer.webContents, event.senderInfo.id, 'reply' in event];
        return args;
      });
      expect(await tryInvoke(renderer, 'who', 1, 'two', [3])).toEqual({ value: [1, 'two', [3]] });
      expect(info).toEqual([true, renderer.id, false]);
    },
  },
  {
    name: 'invoke gives a promise at once, and takes its turn behind send',
    async run({ main, renderer }) {
      const log: string[] = [];
      main.ipcMain.on('sent', (_event, n: number) => log.push(`sent ${n}`));
      main.ipcMain.handle('called', (_event, n: number) => log.push(`called ${n}`));
      const isPromise = await renderer.evaluate(async ({ ipcRenderer }) => {
        ipcRenderer.send('sent', 1);
        const call: unknown = ipcRenderer.invoke('called', 2);
        ipcRenderer.send('sent', 3);
        await ipcRenderer.invoke('called', 4);
        return call instanceof Promise;
      });
      expect(isPromise).toBe(true);
      expect(log).toEqual(['sent 1', 'called 2', 'sent 3', 'called 4']);
      main.ipcMain.removeHandler('called');
    },
  },
  {
    name: 'calls that are answered in another order each get their own answer',
    async run({ main, renderer }) {
      const waiting: (() => void)[] = [];
      main.ipcMain.handle(
        'wait',
        (_event, n: number) => new Promise((resolve) => waiting.push(() => resolve(`answer ${n}`))),
      );
      main.ipcMain.once('go', () => {
        for (const answer of waiting.reverse()) answer();
      });
      const answers = await renderer.evaluate(async ({ ipcRenderer }) => {
        const order: unknown[] = [];
        const calls = [1, 2, 3].map((n) =>
          ipcRenderer.invoke('wait', n).then((value: unknown) => order.push([n, value])),
        );
        ipcRenderer.send('go');
        await Promise.all(calls);
        return order;
      });
      expect(answers).toEqual([3, 2, 1].map((n) => [n, `answer ${n}`]));
      main.ipcMain.removeHandler('wait');
    },
  },
  {
    name: 'two renderers that use the same call numbers each get their own answer',
    async run({ main, renderer, other }) {
      main.ipcMain.handle('id', async (event) => event.sender.id);
      const answers = await Promise.all([tryInvoke(renderer, 'id'), tryInvoke(other, 'id')]);
      expect(answers).toEqual([{ value: renderer.id }, { value: other.id }]);
      main.ipcMain.removeHandler('id');
    },
  },
  {
    name: 'removeHandler: the next call finds none; a handler that is not there can be removed',
    async run({ main, renderer }) {
      main.ipcMain.handle('gone', () => 'here');
      expect(await tryInvoke(renderer, 'gone')).toEqual({ value: 'here' });
      main.ipcMain.removeHandler('gone');
      main.ipcMain.removeHandler('gone');
      expect(await tryInvoke(renderer, 'gone')).toMatchObject({ code: 'ERR_CULVERT_NO_HANDLER' });
      main.ipcMain.handle('gone', () => 'again');
      expect(await tryInvoke(renderer, 'gone')).toEqual({ value: 'again' });
      main.ipcMain.removeHandler('gone');
    },
  },
  {
    name: 'handleOnce answers one of two calls of the same turn',
    async run({ main, renderer }) {
      main.ipcMain.handleOnce('single', () => 'first');
      const answers = await renderer.evaluate(({ ipcRenderer }) =>
        Promise.all(
          [1, 2].map(
            () =>
              ipcRenderer
                .invoke('single')
                .catch((error: { code?: string }) => error.code) as Promise<unknown>,
          ),
        ),
      );
      expect(answers).toEqual(['first', 'ERR_CULVERT_NO_HANDLER']);
    },
  },
  {
    name: 'handle and handleOnce take a string and a function, or throw a TypeError',
    async run({ main }) {
      const { ipcMain } = main;
      const handle = ipcMain.handle.bind(ipcMain) as (...args: unknown[]) => void;
      const handleOnce = ipcMain.handleOnce.bind(ipcMain) as (...args: unknown[]) => void;
      for (const register of [handle, handleOnce]) {
        expect(caught(() => register('x'))).toMatchObject({ name: 'TypeError' });
        expect(caught(() => register('x', {}))).toMatchObject({ name: 'TypeError' });
        expect(caught(() => register(1, () => 0))).toMatchObject({ name: 'TypeError' });
      }
      expect(caught(() => ipcMain.removeHandler('x'))).toBeUndefined();
    },
  },
  {
    name: 'listeners do not answer calls, and handlers do not hear messages',
    async run({ main, renderer }) {
      let heard = 0;
      let handled = 0;
      main.ipcMain.on('both', () => heard++);
      expect(await tryInvoke(renderer, 'both')).toMatchObject({ code: 'ERR_CULVERT_NO_HANDLER' });
      expect(heard).toBe(0);
      main.ipcMain.handle('both', () => ++handled);
      await renderer.evaluate(({ ipcRenderer }) => void ipcRenderer.send('both'));
      expect([heard, handled]).toEqual([1, 0]);
      main.ipcMain.removeHandler('both');
    },
  },
  {
    name: 'a handler that returns nothing resolves with it',
    async run({ main, renderer, codec }) {
      main.ipcMain.handleOnce('nothing', () => undefined);
      const type = await renderer.evaluate(async ({ ipcRenderer }) => {
        const value: unknown = await ipcRenderer.invoke('nothing');
        return value === null ? 'null' : typeof value;
      });
      expect(type).toBe(codec.name === 'structured' ? 'undefined' : 'null');
    },
  },
  {
    name: 'a result that cannot be sent: a rejection that names its path',
    async run({ main, renderer, codec }) {
      main.ipcMain.handleOnce('result', async () => ({ list: [1, () => 2] }));
      const result = await tryInvoke(renderer, 'result');
      if (codec.name === 'structured') {
        expect(result).toMatchObject({ code: 'ERR_CULVERT_UNSERIALIZABLE' });
        expect((result as { message: string }).message).toContain('args[0].list[1]');
      } else expect(result).toEqual({ value: { list: [1, null] } });
    },
  },
  {
    name: 'arguments that cannot be sent throw at the call, naming their path, and no call is left waiting',
    async run({ main, renderer, codec }) {
      main.ipcMain.handle('take', (_event, ...args: unknown[]) => args.length);
      const result = await renderer.evaluate(async ({ ipcRenderer }) => {
        try {
          return (await ipcRenderer.invoke('take', 1, { deep: [Symbol('no')] })) as unknown;
        } catch (error) {
          return [(error as { code?: unknown }).code, (error as Error).message];
        }
      });
      if (codec.name === 'structured') {
        expect((result as unknown[])[0]).toBe('ERR_CULVERT_UNSERIALIZABLE');
        expect((result as unknown[])[1]).toContain('args[1].deep[0]');
      } else expect(result).toBe(2);
      expect((await firstValueFrom(main.state$)).endpoints[renderer.id]!.pending).toEqual([]);
      main.ipcMain.removeHandler('take');
    },
  },
  {
    name: 'built-in classes of errors are kept',
    async run({ main, renderer }) {
      for (const ErrorClass of [TypeError, RangeError, SyntaxError, ReferenceError, EvalError, URIError]) {
        main.ipcMain.handleOnce('fail', () => {
          throw new ErrorClass('no');
        });
        const kept = await renderer.evaluate(
          ({ ipcRenderer }, name) =>
            ipcRenderer
              .invoke('fail')
              .catch(
                (error: Error) =>
                  error instanceof (Reflect.get(globalThis, name) as ErrorConstructor) && error.name === name,
              ) as Promise<unknown>,
          ErrorClass.name,
        );
        expect([ErrorClass.name, kept]).toEqual([ErrorClass.name, true]);
      }
    },
  },
  {
    name: 'an error’s code and own properties are kept, and its cause',
    async run({ main, renderer }) {
      main.ipcMain.handleOnce('fail', async () => {
        const cause = Object.assign(new RangeError('the disk'), { code: 'ENOSPC' });
        throw Object.assign(new NotSaved('not saved', { cause }), {
          code: 'E_SAVE',
          path: '/tmp/x',
          attempts: 3,
          fatal: false,
        });
      });
      const kept = await renderer.evaluate(
        ({ ipcRenderer }) =>
          ipcRenderer.invoke('fail').catch((error: Error & Record<string, unknown>) => ({
            code: error['code'],
            path: error['path'],
            attempts: error['attempts'],
            fatal: error['fatal'],
            cause: error.cause instanceof RangeError && [
              error.cause.message,
              (error.cause as { code?: unknown }).code,
            ],
          })) as Promise<unknown>,
      );
      expect(kept).toEqual({
        code: 'E_SAVE',
        path: '/tmp/x',
        attempts: 3,
        fatal: false,
        cause: ['the disk', 'ENOSPC'],
      });
    },
  },
  {
    name: 'an error of a class of the app keeps its name and message',
    async run({ main, renderer }) {
      class SaveError extends Error {
        override readonly name = 'SaveError';
      }
      main.ipcMain.handleOnce('fail', () => Promise.reject(new SaveError('no space')));
      expect(await tryInvoke(renderer, 'fail')).toMatchObject({
        name: 'SaveError',
        message: "Error invoking remote method 'fail': SaveError: no space",
      });
    },
  },
  {
    name: 'thrown values of all kinds settle the call, and say what was thrown',
    async run({ main, renderer }) {
      const things: readonly (readonly [unknown, string])[] = [
        [undefined, 'undefined'],
        [null, 'null'],
        ['text', 'text'],
        [7, '7'],
        [7n, '7'],
        [Symbol('mark'), 'Symbol(mark)'],
        [{ plain: true }, '[object Object]'],
        [() => 'source', 'source'],
      ];
      for (const [thing, text] of things) {
        main.ipcMain.handleOnce('throw', () => {
          throw thing as Reason;
        });
        const result = (await tryInvoke(renderer, 'throw')) as { message: string };
        expect(result.message).toContain("Error invoking remote method 'throw': Error: ");
        expect(result.message).toContain(text);
      }
    },
  },
  {
    name: 'errors that cannot be read settle the call all the same',
    async run({ main, renderer }) {
      const hostile: readonly unknown[] = [
        Object.defineProperty(new Error('x'), 'message', {
          get() {
            throw new Error('no message');
          },
        }),
        new Proxy(
          {},
          {
            get() {
              throw new Error('no property');
            },
            getPrototypeOf() {
              throw new Error('no prototype');
            },
          },
        ),
        Object.create(null),
        Object.freeze(new Error('frozen')),
      ];
      for (const thing of hostile) {
        main.ipcMain.handleOnce('throw', async () => {
          throw thing as Reason;
        });
        expect(await tryInvoke(renderer, 'throw')).toMatchObject({ name: 'Error' });
      }
    },
  },
  {
    name: 'a rejection with a promise settles the call',
    async run({ main, renderer }) {
      main.ipcMain.handleOnce('throw', async () => {
        throw Promise.resolve('inner') as unknown as Reason;
      });
      const result = (await tryInvoke(renderer, 'throw')) as { message: string };
      expect(result.message).toBe("Error invoking remote method 'throw': Error: [object Promise]");
    },
  },
  {
    name: 'a handler may return any thenable; one that throws rejects',
    async run({ main, renderer }) {
      main.ipcMain.handleOnce('thenable', () => ({
        then: (resolve: (value: unknown) => void) => resolve('taken'),
      }));
      expect(await tryInvoke(renderer, 'thenable')).toEqual({ value: 'taken' });
      main.ipcMain.handleOnce('thenable', () => ({
        then: () => {
          throw new TypeError('bad then');
        },
      }));
      expect(await tryInvoke(renderer, 'thenable')).toMatchObject({ name: 'TypeError' });
    },
  },
  {
    name: 'denied by the policy: a rejection with its reason, and the handler is not called',
    async run({ main, renderer, setPolicy }) {
      let handled = 0;
      main.ipcMain.handle('ask', () => ++handled);
      setPolicy(({ kind }) => (kind === 'call' ? { deny: 'not today' } : true));
      const denied = (await tryInvoke(renderer, 'ask')) as { message: string };
      expect(denied).toMatchObject({ code: 'ERR_CULVERT_DENIED' });
      expect(denied.message).toContain('not today');
      expect(handled).toBe(0);
      setPolicy(() => true);
      expect(await tryInvoke(renderer, 'ask')).toEqual({ value: 1 });
      main.ipcMain.removeHandler('ask');
    },
  },
  {
    name: 'an answer for a renderer that is gone is dropped with a reason',
    async run({ main, open }) {
      const { remote, end } = await open();
      let settle: (value: unknown) => void = () => undefined;
      const arrived = new Promise<void>((resolve) => {
        main.ipcMain.handleOnce('late', () => {
          resolve();
          return new Promise((answer) => (settle = answer));
        });
      });
      await remote.evaluate(({ ipcRenderer }) => void ipcRenderer.invoke('late').catch(() => undefined));
      await arrived;
      const gone = firstValueFrom(
        main.state$.pipe(filter(({ endpoints }) => endpoints[remote.id] === undefined)),
      );
      await Promise.all([gone, end()]);
      const drop = nextDrop(main);
      settle('too late');
      expect(await drop).toMatchObject({ reason: 'not-pending', to: remote.id });
    },
  },
  {
    name: 'a call that waits rejects when main ends the connection, and later calls reject at once',
    requires: ['chosen info', 'reports'],
    async run({ main, open }) {
      const { remote, reports$, end } = await open();
      const arrived = new Promise<void>((resolve) => {
        main.ipcMain.handleOnce('for-ever', () => {
          resolve();
          return new Promise(() => undefined);
        });
      });
      const report = firstValueFrom(reports$.pipe(filter((text) => text.startsWith('{'))));
      void remote.evaluate(async ({ ipcRenderer }, tools) => {
        const codeOf = (call: Promise<unknown>) => call.catch((error: { code?: unknown }) => error.code);
        const codes = [
          await codeOf(ipcRenderer.invoke('for-ever')),
          await codeOf(ipcRenderer.invoke('again')),
        ];
        const returned: unknown = ipcRenderer.send('into-the-void');
        tools.report(JSON.stringify({ codes, sent: returned === undefined }));
      });
      await arrived;
      const { end: endOther } = await open({ id: remote.id });
      expect(JSON.parse(await report)).toEqual({
        codes: ['ERR_CULVERT_DISCONNECTED', 'ERR_CULVERT_DISCONNECTED'],
        sent: true,
      });
      await Promise.all([end(), endOther()]);
    },
  },
  {
    name: 'a call that waits rejects when the renderer closes itself',
    requires: 'reports',
    async run({ main, open }) {
      const { remote, reports$, end } = await open();
      const arrived = received(main, 'closing');
      const report = firstValueFrom(reports$.pipe(filter((text) => text.startsWith('{'))));
      void remote.evaluate((there, tools) => {
        there.ipcRenderer.send('closing');
        void there.ipcRenderer
          .invoke('for-ever')
          .catch((error: { code?: unknown }) => tools.report(JSON.stringify({ code: error.code })));
        there.close();
      });
      await arrived;
      expect(JSON.parse(await report)).toEqual({ code: 'ERR_CULVERT_DISCONNECTED' });
      await end();
    },
  },
];
