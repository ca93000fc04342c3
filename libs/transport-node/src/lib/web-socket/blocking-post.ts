import { MessageChannel, receiveMessageOnPort, Worker, type MessagePort } from 'node:worker_threads';
import type { SyncAnswer } from '@culvert/transport-kit';
import { CulvertError } from '@culvert/protocol';
import { POST_WORKER_SOURCE } from './post-worker-source.js';

/** An answer of the helper thread. */
interface NumberedAnswer extends SyncAnswer {
  readonly id: number;
}

interface Helper {
  readonly worker: Worker;
  readonly port: MessagePort;
  /** Counts the answers of the helper. This thread sleeps until it changes. */
  readonly answers: Int32Array;
}

/**
 * HTTP POST that blocks this thread. A helper thread, started by the first POST, talks to main meanwhile. It
 * keeps no process alive, and keeps one connection to main open between requests.
 */
export class BlockingPost {
  private helper: Helper | undefined;
  private lastId = 0;
  private readonly url: string;

  constructor(url: string) {
    this.url = url;
  }

  /**
   * Posts, and blocks until the answer. Returns status 0 if main is gone.
   *
   * @throws CulvertError `ERR_CULVERT_SYNC_TIMEOUT`
   */
  post(body: string, timeoutMs: number): SyncAnswer {
    const deadline = performance.now() + timeoutMs;
    const { port, answers } = (this.helper ??= startHelper(this.url));
    const id = ++this.lastId;
    let seen = Atomics.load(answers, 0);
    port.postMessage({ id, body });
    for (;;) {
      // Answers to abandoned requests may come before the answer to this one.
      for (let received = take(port); received !== undefined; received = take(port)) {
        if (received.id === id) return received;
      }
      if (Atomics.wait(answers, 0, seen, Math.max(0, deadline - performance.now())) === 'timed-out') {
        port.postMessage({ id, cancel: true });
        throw new CulvertError('ERR_CULVERT_SYNC_TIMEOUT', `Main did not answer within ${timeoutMs} ms.`);
      }
      seen = Atomics.load(answers, 0);
    }
  }

  /** Ends the helper thread. */
  close(): void {
    void this.helper?.worker.terminate();
    this.helper = undefined;
  }
}

function take(port: MessagePort): NumberedAnswer | undefined {
  return (receiveMessageOnPort(port) as { readonly message: NumberedAnswer } | undefined)?.message;
}

function startHelper(url: string): Helper {
  const { port1: port, port2 } = new MessageChannel();
  const answers = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  // Without this process's flags: a loader or a debugger is useless in there, and would slow its start.
  const worker = new Worker(POST_WORKER_SOURCE, {
    eval: true,
    execArgv: [],
    workerData: { url, port: port2, answers },
    transferList: [port2],
  });
  worker.unref();
  // A missing answer becomes a timeout. An 'error' event without a listener would end the process.
  worker.on('error', () => {});
  return { worker, port, answers };
}
