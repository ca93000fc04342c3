import { parentPort } from 'node:worker_threads';
import { Subject } from 'rxjs';

export { ask } from './raw-worker.js';

/** As `raw-worker`, with a Subject on the way: what RxJS alone adds. */
export function answer(): void {
  const messages = new Subject<unknown>();
  messages.subscribe((message) => parentPort!.postMessage(message));
  parentPort!.on('message', (message) => messages.next(message));
}
