/** Main in a process of its own. It reports how much it holds. */
import { createMain } from '@culvert/core';
import { serve } from '@culvert/transport-node';
import { firstValueFrom } from 'rxjs';

/** The objects that main holds after a garbage collection. */
export interface MainFigures {
  readonly endpoints: number;
  readonly webContents: number;
  readonly listeners: number;
  readonly heapBytes: number;
  /** How many guests have ever been connected. */
  readonly created: number;
  readonly drops: readonly string[];
}

const main = createMain();
const drops: string[] = [];
let created = 0;
main.inspect$.subscribe((item) => item.kind === 'drop' && drops.push(`${item.reason} ${item.message}`));
main.webContents.created$.subscribe(() => created++);
main.ipcMain.handle('ping', () => 'pong');

async function figures(): Promise<MainFigures> {
  // Twice, because objects that finalizers release in the first run are free in the second.
  for (let times = 0; times < 2; times++) {
    (globalThis as unknown as { gc(): void }).gc();
    await new Promise((resolve) => setImmediate(resolve));
  }
  const { endpoints } = await firstValueFrom(main.state$);
  const windows = main.webContents.getAll();
  return {
    endpoints: Object.keys(endpoints).length,
    webContents: windows.length,
    listeners: [main.ipcMain, ...windows]
      .flatMap((emitter) => emitter.eventNames().map((name) => emitter.listenerCount(name)))
      .reduce((sum, count) => sum + count, 0),
    heapBytes: process.memoryUsage().heapUsed,
    created,
    drops: drops.slice(0, 20),
  };
}

const [origin = ''] = process.argv.slice(2);
const { url, token } = await serve(main, { allowedOrigins: [origin] });
process.on('message', () => void figures().then((answer) => process.send!(answer)));
process.send!({ url, token });
