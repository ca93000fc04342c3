import { parentPort, Worker } from 'node:worker_threads';
import { concatMap, fromEvent, lastValueFrom } from 'rxjs';
import type { WorkerStart } from './contender.js';

export async function produce(rows: () => AsyncGenerator<unknown>): Promise<void> {
  for await (const row of rows()) parentPort!.postMessage(row);
}

/** A port has no demand: items that are not taken yet wait in its queue, or in the consumer's. */
export function consume({ file, options }: WorkerStart, take: () => Promise<void>): Promise<unknown> {
  return lastValueFrom(fromEvent(new Worker(file, options), 'message').pipe(concatMap(take)));
}
