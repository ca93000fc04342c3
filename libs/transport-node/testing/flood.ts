import { once } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import type { Inspection, Main, WebContents } from '@culvert/core';

export interface FloodReport {
  /** Resident memory of main, in MB. */
  readonly before: number;
  readonly peak: number;
  readonly after: number;
  /** Messages that the deaf renderer has lost. */
  readonly dropped: number;
  /** Round trips of the renderers that read, in ms. */
  readonly pings: number;
  readonly longestPing: number;
}

/** Number of messages of 100 KB in a flood: `CULVERT_FLOOD=20000` for the long form. */
export const FLOOD = Number(process.env['CULVERT_FLOOD'] ?? 2000);
const MESSAGE = 'x'.repeat(100_000);
const BATCH = 50;

/**
 * Main broadcasts in batches. Before the next batch, each renderer of `reading` answers a ping. So even on a
 * busy machine, none of them lags behind by more than one batch. The report counts the messages that `deaf` has
 * lost.
 */
export async function flood(
  main: Main,
  deaf: WebContents,
  reading: readonly WebContents[],
): Promise<FloodReport> {
  let dropped = 0;
  const inspection = main.inspect$.subscribe((item: Inspection) => {
    if (item.kind === 'drop' && item.reason === 'queue-full' && item.to === deaf.id) dropped++;
  });
  const before = rss();
  let [peak, pings, longestPing] = [before, 0, 0];
  for (let sent = 0; sent < FLOOD; sent += BATCH) {
    for (let n = 0; n < BATCH; n++) main.channel<string>('flood').next(MESSAGE);
    for (const webContents of reading) {
      const start = performance.now();
      const pong = once(main.ipcMain, 'pong');
      webContents.send('ping', pings++);
      await pong;
      longestPing = Math.max(longestPing, performance.now() - start);
    }
    peak = Math.max(peak, rss());
    await setImmediate();
  }
  inspection.unsubscribe();
  return { before, peak, after: rss(), dropped, pings, longestPing };
}

function rss(): number {
  return Math.round(process.memoryUsage().rss / 1e6);
}

/** The number of flood messages that a renderer has received, after everything sent before. */
export async function countHeard(main: Main, webContents: WebContents): Promise<number> {
  for (;;) {
    const answer = once(main.ipcMain, 'so many') as Promise<[{ sender: WebContents }, number]>;
    webContents.send('how many');
    const [{ sender }, heard] = await answer;
    if (sender.id === webContents.id) return heard;
  }
}
