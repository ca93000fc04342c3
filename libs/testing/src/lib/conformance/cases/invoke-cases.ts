import { expect } from 'expect';
import type { ConformanceCase } from '../conformance-case.js';
import { tryInvoke } from '../try-invoke.js';

export const invokeCases: readonly ConformanceCase[] = [
  {
    name: 'resolves with what the handler returns, or its promise',
    async run(context) {
      const { ipcMain } = context.main;
      ipcMain.handle('sum', (_event, a: number, b: number) => a + b);
      ipcMain.handle('soon', async (event) => ({ id: event.sender.id }));
      expect(await tryInvoke(context.renderer, 'sum', 2, 3)).toEqual({ value: 5 });
      expect(await tryInvoke(context.renderer, 'soon')).toEqual({ value: { id: context.renderer.id } });
      ipcMain.removeHandler('sum');
      ipcMain.removeHandler('soon');
    },
  },
  {
    name: 'no handler: a rejection in Electron’s words',
    async run(context) {
      expect(await tryInvoke(context.renderer, 'missing')).toEqual({
        name: 'CulvertError',
        message: "Error invoking remote method 'missing': Error: No handler registered for 'missing'",
        code: 'ERR_CULVERT_NO_HANDLER',
      });
    },
  },
  {
    name: 'a handler’s error keeps its class and code, in Electron’s words',
    async run(context) {
      context.main.ipcMain.handleOnce('fail', () => {
        throw Object.assign(new RangeError('too far'), { code: 'E_FAR' });
      });
      expect(await tryInvoke(context.renderer, 'fail')).toEqual({
        name: 'RangeError',
        message: "Error invoking remote method 'fail': RangeError: too far",
        code: 'E_FAR',
      });
    },
  },
  {
    name: 'whatever is thrown settles the call',
    async run(context) {
      const anything = [undefined, null, 'text', 7] as unknown[] as Error[];
      for (const thrown of anything) {
        context.main.ipcMain.handleOnce('throw', () => Promise.reject(thrown));
        expect(await tryInvoke(context.renderer, 'throw')).toMatchObject({ name: 'Error' });
      }
    },
  },
  {
    name: 'handleOnce is gone before it runs; a second handler is refused',
    async run(context) {
      const { ipcMain } = context.main;
      ipcMain.handleOnce('single', () => {
        ipcMain.handle('single', () => 'second');
        return 'first';
      });
      expect(() => ipcMain.handle('single', () => 0)).toThrow(
        "Attempted to register a second handler for 'single'",
      );
      expect(await tryInvoke(context.renderer, 'single')).toEqual({ value: 'first' });
      expect(await tryInvoke(context.renderer, 'single')).toEqual({ value: 'second' });
      ipcMain.removeHandler('single');
    },
  },
];
