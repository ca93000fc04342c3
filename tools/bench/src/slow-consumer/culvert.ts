import { Worker } from 'node:worker_threads';
import { createMain, createRenderer } from '@culvert/core';
import { defineContract, expose, stream, withDemand, wrap } from '@culvert/core/contract';
import { parentTransport, workerTransport } from '@culvert/transport-node';
import { lastValueFrom } from 'rxjs';
import type { WorkerStart } from './contender.js';

const contract = defineContract({ rows: stream<void, unknown>() });

export function produce(rows: () => AsyncGenerator<unknown>): void {
  expose(createRenderer(parentTransport()), contract, { rows });
}

/**
 * An item is consumed when `take` has resolved. At most 64 items, the default `highWaterMark`, are
 * on their way.
 */
export async function consume({ file, options }: WorkerStart, take: () => Promise<void>): Promise<unknown> {
  const webContents = createMain().connect(workerTransport(new Worker(file, options)), { kind: 'worker' });
  return lastValueFrom(wrap(webContents, contract).rows().pipe(withDemand(take)));
}
