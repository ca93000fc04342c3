import { once } from 'node:events';
import { parentPort } from 'node:worker_threads';
import type { Drive } from '../measure/worker-contender.js';
import { BYTES } from './bytes.js';

export { host } from './raw.js';

export function drive(): Drive {
  return async (operations) => {
    for (let n = 0; n < operations; n++) {
      const answer = once(parentPort!, 'message');
      const bytes = new Uint8Array(BYTES);
      parentPort!.postMessage(bytes, [bytes.buffer]);
      await answer;
    }
  };
}
