import { CulvertError, type Body, type RendererMessage } from '@culvert/protocol';
import type { Subscription } from 'rxjs';
import { closePorts, type MessagePortLike } from '../transport/message-port.js';
import { endEntry } from '../rpc/rpc-entry.js';
import type { RendererWire } from './renderer-wire.js';
import { scheduleAfter } from '../runtime/schedule-after.js';
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

/** The promises of `invoke` and `openPort`. Each is a request in the renderer's table of open calls. */
export class Requests {
  private readonly wire: RendererWire;

  constructor(wire: RendererWire) {
    this.wire = wire;
  }

  /** @throws CulvertError for arguments that cannot be sent; every later failure rejects */
  invoke(channel: string, args: readonly unknown[]): Promise<unknown> {
    return this.open({
      message: (seq) => ({ kind: 'call', channel, seq }),
      body: this.wire.encode(channel, args),
      read: (body) => this.wire.codec.decode(body)[0],
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
    return answer as Promise<MessagePortLike>;
  }

  private open(request: Request): Promise<unknown> {
    return new Promise((resolve, fail: (error: Error) => void) => {
      const { closedError, openCalls, codec } = this.wire;
      if (closedError !== undefined) {
        fail(request.failed(closedError));
        return;
      }
      const seq = this.wire.nextSeq();
      const timer = this.startTimer(seq);
      const close = () => {
        openCalls.delete(seq);
        timer?.unsubscribe();
      };
      openCalls.set(seq, {
        takesPorts: request.takesPorts,
        receive(message, body) {
          if (message.kind !== 'reply') return;
          close();
          try {
            if (message.ok) resolve(request.read(body));
            else fail(request.answered(fromWire(codec.decode(body)[0])));
          } catch (error) {
            fail(error as Error);
          }
        },
        end({ code, message, cause }) {
          close();
          fail(request.failed(new CulvertError(code, message, { cause })));
        },
      });
      this.wire.post(request.message(seq), request.body);
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
