import type { EventEmitter } from 'events';
import { reportUncaught } from '../runtime/report-uncaught.js';

/** What became of an emit: nobody listened, everything went well, or a listener threw. */
export type EmitOutcome = 'unheard' | 'heard' | 'threw';

/**
 * Emits what a peer has sent under a name of the peer's choice. The name is never more than a channel: `'error'`
 * without a listener is dropped, not thrown. A listener that throws becomes an uncaught error of this process, and
 * later listeners of this emit are skipped, as with Node's own emitter.
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
