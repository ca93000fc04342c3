import { CulvertError, type Body, type Reply } from '@culvert/protocol';
import type { SchedulerLike, Subscription } from 'rxjs';
import type { RendererWire } from './renderer-wire.js';
import { fromWire } from './wire-error.js';

interface PendingCall {
  readonly channel: string;
  readonly timer: Subscription | undefined;
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** The calls of one renderer that wait for their reply. */
export class PendingCalls {
  private readonly wire: RendererWire;
  private readonly scheduler: SchedulerLike;
  private readonly timeoutMs: number | undefined;
  private readonly pending = new Map<number, PendingCall>();

  constructor(wire: RendererWire, scheduler: SchedulerLike, timeoutMs: number | undefined) {
    this.wire = wire;
    this.scheduler = scheduler;
    this.timeoutMs = timeoutMs;
  }

  /** @throws what the arguments are refused with; everything later rejects */
  invoke(channel: string, args: readonly unknown[]): Promise<unknown> {
    const body = this.wire.encode(channel, args);
    return new Promise((resolve, reject) => {
      const { closedError } = this.wire;
      if (closedError !== undefined) {
        reject(invokeError(channel, closedError));
        return;
      }
      const seq = this.wire.nextSeq();
      this.pending.set(seq, { channel, resolve, reject, timer: this.startTimer(seq, channel) });
      this.wire.post({ kind: 'call', channel, seq }, body);
    });
  }

  settle(reply: Reply, body: Body): void {
    const call = this.take(reply.seq);
    if (call === undefined) return;
    try {
      const [value] = this.wire.codec.decode(body);
      if (reply.ok) call.resolve(value);
      else call.reject(invokeError(call.channel, fromWire(value)));
    } catch (error) {
      call.reject(error as Error);
    }
  }

  rejectAll(error: CulvertError): void {
    for (const seq of [...this.pending.keys()]) {
      const call = this.take(seq)!;
      const { code, message, cause } = error;
      call.reject(invokeError(call.channel, new CulvertError(code, message, { cause })));
    }
  }

  private take(seq: number): PendingCall | undefined {
    const call = this.pending.get(seq);
    this.pending.delete(seq);
    call?.timer?.unsubscribe();
    return call;
  }

  private startTimer(seq: number, channel: string): Subscription | undefined {
    const { timeoutMs } = this;
    if (timeoutMs === undefined) return undefined;
    return this.scheduler.schedule(() => {
      this.wire.post({ kind: 'cancel', seq });
      const error = new CulvertError('ERR_CULVERT_TIMEOUT', `No answer after ${timeoutMs} ms.`);
      this.take(seq)?.reject(invokeError(channel, error));
    }, timeoutMs);
  }
}

/** Puts an error of this call's own into Electron's words; class, `code` and own properties stay. */
function invokeError(channel: string, error: Error): Error {
  const name = error instanceof CulvertError ? 'Error' : error.name;
  const value = `Error invoking remote method '${channel}': ${name}: ${error.message}`;
  return Object.defineProperty(error, 'message', { value, configurable: true, writable: true });
}
