import { isMainThread, workerData } from 'node:worker_threads';
import { createRenderer } from '@culvert/core';
import { defineContract, expose, stream } from '@culvert/core/contract';
import { Observable, type Subscriber } from 'rxjs';
import { parentTransport } from '../src/index.js';

// A renderer that emits items and ends in the same turn: within the call that subscribes, later, and as it
// exits.

const way = (isMainThread ? process.argv[2] : workerData) as 'subscribe' | 'later' | 'listener' | 'generator';
const contract = defineContract('exits', { items: stream<void, number>() });

const exit = (): never => process.exit();

expose(createRenderer(parentTransport()), contract, {
  items: () => (way === 'generator' ? generate() : new Observable<number>(run)),
});

function run(subscriber: Subscriber<number>): void {
  const emit = (): void => [1, 2, 3].forEach((n) => subscriber.next(n));
  if (way === 'later') {
    setImmediate(() => (emit(), exit()));
    return;
  }
  if (way === 'listener') process.on('exit', emit);
  else emit();
  exit();
}

async function* generate(): AsyncGenerator<number> {
  for (const n of [1, 2, 3]) yield await Promise.resolve(n);
  exit();
}
