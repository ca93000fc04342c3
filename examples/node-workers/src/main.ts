import { Worker } from 'node:worker_threads';
import { createMain } from '@culvert/core';
import { wrap } from '@culvert/core/contract';
import { workerTransport } from '@culvert/transport-node';
import { take } from 'rxjs';
import { numbers } from './contract.js';

const main = createMain();
const worker = new Worker(new URL('./worker.js', import.meta.url));
const api = wrap(main.connect(workerTransport(worker), { kind: 'worker' }), numbers);

console.log(`main: 97 is prime: ${await api.isPrime(97)}`);

api
  .primes(1_000_000)
  .pipe(take(3))
  .subscribe({
    next: (prime) => console.log(`main: ${prime}`),
    // The worker ends as well, because nothing else keeps it alive.
    complete: () => main.close(),
  });
