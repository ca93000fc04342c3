import { EventEmitter } from 'node:events';
import { receiveMessageOnPort, type MessagePort } from 'node:worker_threads';
import type { FromDocument, SyncReply, ToDocument } from './wire.js';

/** The pipes of one document. */
export interface DocumentPipes {
  readonly ipc: MessagePort;
  readonly replies: MessagePort;
  /** Counts the replies. */
  readonly signal: SharedArrayBuffer;
}

/**
 * `ipcRenderer` of a document that runs in its own thread. `sendSync` blocks the thread, without a
 * time limit.
 */
export class FakeIpcRenderer extends EventEmitter {
  readonly #pipes: DocumentPipes;
  readonly #replied: Int32Array;

  constructor(pipes: DocumentPipes) {
    super();
    this.#pipes = pipes;
    this.#replied = new Int32Array(pipes.signal);
    pipes.ipc.on('message', ({ channel, args, ports }: ToDocument) => {
      this.emit(channel, { sender: this, ports }, ...args);
    });
  }

  send(channel: string, ...args: readonly unknown[]): void {
    this.#post('message', channel, args);
  }

  postMessage(channel: string, message: unknown, transfer: readonly MessagePort[] = []): void {
    this.#post('ports', channel, [message], transfer);
  }

  sendSync(channel: string, ...args: readonly unknown[]): unknown {
    const seen = Atomics.load(this.#replied, 0);
    this.#post('sync', channel, args);
    Atomics.wait(this.#replied, 0, seen);
    const received = receiveMessageOnPort(this.#pipes.replies) as { readonly message: SyncReply };
    return received.message.value;
  }

  #post(
    kind: FromDocument['kind'],
    channel: string,
    args: readonly unknown[],
    ports: readonly MessagePort[] = [],
  ) {
    if (typeof channel !== 'string') throw new TypeError('Error processing argument at index 0');
    try {
      this.#pipes.ipc.postMessage({ kind, channel, args, ports } satisfies FromDocument, [...ports]);
    } catch {
      throw new Error('An object could not be cloned.');
    }
  }
}
