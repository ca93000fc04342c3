import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Parameters } from '../measure/contender.js';
import { paced } from '../measure/paced.js';
import { payloadSource } from '../measure/payloads.js';
import type { Fork } from '../measure/process-contender.js';
import type { Drive } from '../measure/worker-contender.js';

/** `fork` with its default serialization, JSON. */
export function host(launch: (fork: Fork) => ChildProcess): void {
  let received = 0;
  const child = launch(fork);
  child.on('message', (message) => {
    if (message === 'received') child.send(received);
    else received++;
  });
}

export function drive({ payload }: Parameters): Drive {
  const value = payloadSource(payload);
  return (operations) =>
    paced(
      operations,
      () => process.send!(value()),
      () => {
        const answer = once(process, 'message');
        process.send!('received');
        return answer;
      },
    );
}
