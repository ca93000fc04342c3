import type { EventEmitter } from 'events';
import { reportUncaught } from '../runtime/report-uncaught.js';

/** The result of an emit: there was no listener, all listeners returned, or one threw. */
export type EmitOutcome = 'unheard' | 'heard' | 'threw';

/**
 * Emits a message of a peer under a name that the peer chose. The name is only a channel: `'error'` without a listener
 * is dropped, not thrown. An error of a listener becomes an uncaught error of this process. The later listeners of this
 * emit are skipped, as with Node's own emitter.
 */
export function emitRemote(emitter: EventEmitter, name: string, ...args: unknown[]): EmitOutcome {
  if (emitter.listenerCount(name) === 0) return 'unheard';
  try {
    emitter.emit(name, ...args);
    return 'heard';
  } catch (error) {
    reportUncaught(error);
    return 'threw';
  }
}
