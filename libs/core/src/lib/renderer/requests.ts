import { CulvertError, type Body, type RendererMessage } from '@culvert/protocol';
import { Observable, type Subscription } from 'rxjs';
import { closePorts, type MessagePortLike } from '../transport/message-port.js';
import { endEntry } from '../rpc/rpc-entry.js';
import type { RendererWire } from './renderer-wire.js';
import { scheduleAfter } from '../runtime/schedule-after.js';
import { checkChannel } from '../emitters/check-arguments.js';
import { promiseOf } from '../runtime/promise-of.js';
import { fromWire } from '../errors/decode-error.js';

/** One request, and the functions that turn its answer into the caller's result. */
interface Request {
  message(seq: number): RendererMessage;
  readonly body: Body;
  readonly takesPorts?: true;
  /** @throws the error that the promise rejects with, if the answer cannot be read */
  read(body: Body): unknown;
  /** Adapts an error that main has answered, for the caller. */
  answered(error: Error): Error;
  /** Adapts an error of this end, for the caller. */
  failed(error: Error): Error;
}

/** The requests of `invoke` and `openPort`. Each subscription is a request in the renderer's table of open calls. */
export class Requests {
  private readonly wire: RendererWire;

  constructor(wire: RendererWire) {
    this.wire = wire;
  }

  /** @throws CulvertError for arguments that cannot be sent; every later failure rejects */
  invoke(channel: string, args: readonly unknown[]): Promise<unknown> {
    return promiseOf(this.call(channel, this.wire.encode(channel, args)));
  }

  /** Encodes the arguments for each subscription, because a transport may take the buffers of a body with it. */
  invoke$(channel: string, args: readonly unknown[]): Observable<unknown> {
    checkChannel(channel);
    return new Observable((subscriber) => {
      const { closedError, scheduler } = this.wire;
      const answer$ = this.call(channel, this.wire.encode(channel, args));
      if (closedError === undefined) return answer$.subscribe(subscriber);
      // It fails in a later turn, so that `retry()` lets other code run.
      return scheduleAfter(scheduler, 1, () => answer$.subscribe(subscriber));
    });
  }

  private call(channel: string, body: Body): Observable<unknown> {
    return this.open({
      message: (seq) => ({ kind: 'call', channel, seq }),
      body,
      read: (answer) => this.wire.codec.decode(answer)[0],
      answered: (error) => invokeError(channel, error),
      failed: (error) => invokeError(channel, error),
    });
  }

  /** @throws CulvertError for a name that cannot be sent; every later failure rejects */
  openPort(to: number, channel: string): Promise<MessagePortLike> {
    const answer = this.open({
      message: (seq) => ({ kind: 'port', channel, to, seq }),
      body: this.wire.encode(channel, []),
      takesPorts: true,
      read: ({ ports: [port, ...surplus] = [] }) => {
        closePorts({ ports: surplus });
        if (port !== undefined) return port;
        throw new CulvertError(
          'ERR_CULVERT_MALFORMED_FRAME',
          `'${channel}': main has answered without a port.`,
        );
      },
      answered: (error) => error,
      failed: (error) => withMessage(error, `'${channel}': ${error.message}`),
    });
    return promiseOf(answer) as Promise<MessagePortLike>;
  }

  private open(request: Request): Observable<unknown> {
    return new Observable((subscriber) => {
      const { closedError, openCalls, codec } = this.wire;
      if (closedError !== undefined) throw request.failed(closedError);
      const seq = this.wire.nextSeq();
      const timer = this.startTimer(seq);
      const close = () => {
        timer?.unsubscribe();
        return openCalls.delete(seq);
      };
      openCalls.set(seq, {
        takesPorts: request.takesPorts,
        receive(message, body) {
          if (message.kind !== 'reply') return;
          close();
          try {
            if (!message.ok) throw request.answered(fromWire(codec.decode(body)[0]));
            subscriber.next(request.read(body));
            subscriber.complete();
          } catch (error) {
            subscriber.error(error);
          }
        },
        end({ code, message, cause }) {
          close();
          subscriber.error(request.failed(new CulvertError(code, message, { cause })));
        },
      });
      this.wire.post(request.message(seq), request.body);
      return () => close() && this.wire.post({ kind: 'cancel', seq });
    });
  }

  private startTimer(seq: number): Subscription | undefined {
    const { callTimeoutMs, scheduler, openCalls } = this.wire;
    if (callTimeoutMs === undefined) return undefined;
    return scheduleAfter(scheduler, callTimeoutMs, () => {
      this.wire.post({ kind: 'cancel', seq });
      const error = new CulvertError('ERR_CULVERT_TIMEOUT', `No answer after ${callTimeoutMs} ms.`);
      endEntry(openCalls.get(seq), error);
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
