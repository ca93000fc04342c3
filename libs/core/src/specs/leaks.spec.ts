import { firstValueFrom } from 'rxjs';
import type { ConnectInfo } from '../index.js';
import { inVirtualTime, type Opened } from '../../testing/in-process.js';

/** One window that leaves something behind fails the spec. `CULVERT_WINDOWS=10000` for the long form. */
const WINDOWS = Number(process.env['CULVERT_WINDOWS'] ?? 1_000);
/** Only every tenth window waits for a synchronous answer, because each one costs an error. */
const SYNC_EVERY = 10;
const TIMEOUT_MS = 120_000;

describe(`${WINDOWS} windows that come and go in the middle of everything`, () => {
  it(
    'leave no endpoint, request, window, listener or timer behind',
    async () => {
      const { main, open: openWith, pass, scheduler } = inVirtualTime();
      const open = (info: ConnectInfo) => openWith(info, { callTimeoutMs: 60_000 });
      const initial = await firstValueFrom(main.state$);
      const counts = { destroyed: 0, called: 0, rejected: 0 };
      main.webContents.created$.subscribe((webContents) =>
        webContents.on('destroyed', () => counts.destroyed++),
      );
      main.ipcMain.handle('never', () => {
        counts.called++;
        return new Promise(() => undefined);
      });
      main.ipcMain.on('unanswered', () => undefined);
      const ticks = main.channel('ticks');
      const ends: readonly ((window: Opened) => void)[] = [
        ({ renderer }) => renderer.close(),
        ({ mainEnd }) => mainEnd.close(),
        ({ webContents }) => open({ id: webContents.id }).renderer.close(),
      ];
      for (let i = 0; i < WINDOWS; i++) {
        const window = open({ graceMs: i % 2 });
        const { ipcRenderer } = window.renderer;
        window.renderer.channel('ticks').subscribe();
        ticks.next(i);
        ipcRenderer.invoke('never').catch(() => counts.rejected++);
        if (i % SYNC_EVERY === 0) expect(() => void ipcRenderer.sendSync('unanswered')).toThrow();
        pass();
        ends[i % ends.length]!(window);
        pass(1);
      }
      await Promise.resolve();
      expect(counts).toEqual({ destroyed: WINDOWS, called: WINDOWS, rejected: WINDOWS });
      expect(main.webContents.getAll()).toEqual([]);
      expect(await firstValueFrom(main.state$)).toEqual({
        ...initial,
        lastId: WINDOWS,
        lastEpoch: WINDOWS + Math.floor(WINDOWS / 3),
      });
      expect(main.ipcMain.eventNames()).toEqual(['error', 'unanswered']);
      expect(ticks.observed).toBe(false);
      expect(scheduler.actions).toEqual([]);
    },
    TIMEOUT_MS,
  );
});
