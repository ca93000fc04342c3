import { CulvertError, isForConsumer, type Body, type RendererMessage, type Reply } from '@culvert/protocol';
import type { SchedulerLike, Subscription } from 'rxjs';
import type { MessagePortLike } from '../transport/message-port.js';
import type { RendererWire } from './renderer-wire.js';
import { scheduleAfter } from '../runtime/schedule-after.js';
import { fromWire } from '../errors/decode-error.js';

/** One request, and the functions that turn its answer into the caller's result. */
interface Request {
  message(seq: number): RendererMessage;
  readonly body: Body;
  /** @throws the error that the promise rejects with, if the answer cannot be read */
  read(body: Body): unknown;
  /** Adapts an error that main has answered, for the caller. */
  answered(error: Error): Error;
  /** Adapts an error of this end, for the caller. */
  failed(error: Error): Error;
}

interface PendingCall {
  readonly request: Request;
  readonly timer: Subscription | undefined;
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** The calls and port requests of one renderer that wait for their reply. */
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

  /** @throws CulvertError for arguments that cannot be sent; every later failure rejects */
  invoke(channel: string, args: readonly unknown[]): Promise<unknown> {
    return this.ask({
      message: (seq) => ({ kind: 'call', channel, seq }),
      body: this.wire.encode(channel, args),
      read: (body) => this.wire.codec.decode(body)[0],
      answered: (error) => invokeError(channel, error),
      failed: (error) => invokeError(channel, error),
    });
  }

  /** @throws CulvertError for a name that cannot be sent; every later failure rejects */
  openPort(to: number, channel: string): Promise<MessagePortLike> {
    const asked = this.ask({
      message: (seq) => ({ kind: 'port', channel, to, seq }),
      body: this.wire.encode(channel, []),
      read: ({ ports: [port] = [] }) => {
        if (port !== undefined) return port;
        throw new CulvertError(
          'ERR_CULVERT_MALFORMED_FRAME',
          `'${channel}': main has answered without a port.`,
        );
      },
      answered: (error) => error,
      failed: (error) => withMessage(error, `'${channel}': ${error.message}`),
    });
    return asked as Promise<MessagePortLike>;
  }

  /**
   * @returns true if the reply answers one of these calls. The end of an input carries main's number, so it matches
   * none.
   */
  settle(reply: Reply, body: Body): boolean {
    if (!isForConsumer(reply)) return false;
    const call = this.take(reply.seq);
    if (call === undefined) return false;
    try {
      if (reply.ok) call.resolve(call.request.read(body));
      else call.reject(call.request.answered(fromWire(this.wire.codec.decode(body)[0])));
    } catch (error) {
      call.reject(error as Error);
    }
    return true;
  }

  rejectAll(error: CulvertError): void {
    for (const seq of [...this.pending.keys()]) {
      const call = this.take(seq)!;
      const { code, message, cause } = error;
      call.reject(call.request.failed(new CulvertError(code, message, { cause })));
    }
  }

  private ask(request: Request): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const { closedError } = this.wire;
      if (closedError !== undefined) {
        reject(request.failed(closedError));
        return;
      }
      const seq = this.wire.nextSeq();
      this.pending.set(seq, { request, resolve, reject, timer: this.startTimer(seq, request) });
      this.wire.post(request.message(seq), request.body);
    });
  }

  private take(seq: number): PendingCall | undefined {
    const call = this.pending.get(seq);
    this.pending.delete(seq);
    call?.timer?.unsubscribe();
    return call;
  }

  private startTimer(seq: number, request: Request): Subscription | undefined {
    const { timeoutMs } = this;
    if (timeoutMs === undefined) return undefined;
    return scheduleAfter(this.scheduler, timeoutMs, () => {
      this.wire.post({ kind: 'cancel', seq });
      const error = new CulvertError('ERR_CULVERT_TIMEOUT', `No answer after ${timeoutMs} ms.`);
      this.take(seq)?.reject(request.failed(error));
    });
  }
}

/** Puts an error of this call into Electron's words. Its class, `code` and own properties stay. */
function invokeError(channel: string, error: Error): Error {
  const name = error instanceof CulvertError ? 'Error' : error.name;
  return withMessage(error, `Error invoking remote method '${channel}': ${name}: ${error.message}`);
}

function withMessage(error: Error, value: string): Error {
  return Object.defineProperty(error, 'message', { value, configurable: true, writable: true });
}
