import { once } from 'node:events';
import { parentPort } from 'node:worker_threads';
import type { Parameters } from '../measure/contender.js';
import type { Drive } from '../measure/worker-contender.js';

export { host } from './raw.js';

export function drive({ count }: Parameters): Drive {
  return async (operations) => {
    for (let n = 0; n < operations; n++) {
      const answer = once(parentPort!, 'message');
      const bytes = new Uint8Array(count);
      parentPort!.postMessage(bytes, [bytes.buffer]);
      await answer;
    }
  };
}
