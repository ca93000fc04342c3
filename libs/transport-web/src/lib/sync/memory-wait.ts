import { disconnected, syncTimeout } from '@culvert/transport-kit';
import { packFrame, unpackFrame, type Frame } from '@culvert/protocol';
import type { PortMessage } from '../port/port-messages.js';
import { AnswerMemory, INLINE_BYTES } from './answer-memory.js';
import type { SyncWait } from './sync-wait.js';

/** Sends a request. The peer, or a helper of this page, writes the answer into the memory. */
export interface AnswerRoute {
  ask(seq: number): void;
  /** Gives the writer memory for the part of the answer that did not fit. */
  askRest(seq: number, rest: SharedArrayBuffer): void;
}

/**
 * Blocks until the answer is in shared memory. A worker sleeps meanwhile. A page may not sleep, so
 * it polls.
 */
export class MemoryWait implements SyncWait {
  readonly memory: SharedArrayBuffer;
  private readonly answers = new AnswerMemory();
  private lastSeq = 0;

  constructor() {
    this.memory = this.answers.buffer;
  }

  request(frame: Frame, post: (message: PortMessage) => void, timeoutMs: number): Frame {
    return this.requestBy(
      {
        ask: (seq) => post({ kind: 'frame', frame, sync: { seq } }),
        askRest: (seq, rest) => post({ kind: 'rest', seq, rest }),
      },
      timeoutMs,
    );
  }

  requestBy(route: AnswerRoute, timeoutMs: number): Frame {
    const { answers } = this;
    const seq = ++this.lastSeq;
    const deadline = performance.now() + timeoutMs;
    const waitInTime = <T>(look: () => T | undefined): T => this.waitFor(look, deadline, timeoutMs);
    route.ask(seq);
    const size = waitInTime(() => answers.sizeOf(seq));
    const bytes = new Uint8Array(size);
    bytes.set(answers.readInline(Math.min(size, INLINE_BYTES)));
    if (size > INLINE_BYTES) {
      const rest = new SharedArrayBuffer(size - INLINE_BYTES);
      route.askRest(seq, rest);
      waitInTime(() => answers.hasRestOf(seq) || undefined);
      bytes.set(new Uint8Array(rest), INLINE_BYTES);
    }
    return packFrame(unpackFrame(bytes, 'bytes'), 'structured-clone');
  }

  private waitFor<T>(look: () => T | undefined, deadline: number, timeoutMs: number): T {
    for (;;) {
      // Read before `look`, so a wake-up in between ends the wait at once.
      const seen = this.answers.wakeUps;
      const found = look();
      if (found !== undefined) return found;
      if (this.answers.isClosed) throw disconnected();
      const ms = deadline - performance.now();
      if (ms <= 0) throw syncTimeout(timeoutMs);
      if (typeof document === 'undefined') this.answers.wait(seen, ms);
    }
  }
}
