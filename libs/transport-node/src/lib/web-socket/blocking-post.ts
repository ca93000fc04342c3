import { MessageChannel, receiveMessageOnPort, Worker, type MessagePort } from 'node:worker_threads';
import type { SyncAnswer } from '@culvert/core/transport-kit';
import { CulvertError } from '@culvert/protocol';
import { POST_WORKER_SOURCE } from './post-worker-source.js';

/** What the helper thread sends back. */
interface NumberedAnswer extends SyncAnswer {
  readonly id: number;
}

interface Helper {
  readonly worker: Worker;
  readonly port: MessagePort;
  /** Counts the answers of the helper; this thread sleeps until it changes. */
  readonly answers: Int32Array;
}

/**
 * HTTP POST that blocks this thread: a helper thread, started by the first one, talks to main meanwhile.
 * It keeps no process alive, and one connection to main open between requests.
 */
export class BlockingPost {
  private helper: Helper | undefined;
  private lastId = 0;
  private readonly url: string;

  constructor(url: string) {
    this.url = url;
  }

  /**
   * Posts, and blocks until the answer, or status 0 where main is gone.
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
      // Answers to requests that were given up can lie before the one to this.
      for (let received = take(port); received !== undefined; received = take(port)) {
        if (received.id === id) return received;
      }
      if (Atomics.wait(answers, 0, seen, Math.max(0, deadline - performance.now())) === 'timed-out') {
        port.postMessage({ id, giveUp: true });
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
  // Without this process's flags: a loader or a debugger has nothing to do in there, and would cost its start.
  const worker = new Worker(POST_WORKER_SOURCE, {
    eval: true,
    execArgv: [],
    workerData: { url, port: port2, answers },
    transferList: [port2],
  });
  worker.unref();
  // The answer that never comes is a timeout of its own; an event without a listener would end the process.
  worker.on('error', () => {});
  return { worker, port, answers };
}
