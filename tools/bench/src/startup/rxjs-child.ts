import { Subject } from 'rxjs';

export { ask } from './raw-child.js';

/** As `raw-child`, with a Subject on the way: what RxJS alone adds. */
export function answer(): void {
  const messages = new Subject<unknown>();
  messages.subscribe((message) => process.send!(message));
  process.on('message', (message) => messages.next(message));
}
