import { MessageChannel, Worker } from 'node:worker_threads';
import type { DocumentStart } from './document-thread.js';
import type { StartDocument } from './web-contents.js';
import type { FromDocument, SyncReply, ToDocument } from './wire.js';

export interface ThreadDocuments extends Omit<DocumentStart, 'pipes'> {
  /** The bundle of `document-thread.ts`. */
  readonly thread: string;
  /** Takes the messages that the page posts to its `parentPort`, past Electron. */
  readonly report?: (url: string, text: unknown) => void;
}

/**
 * Documents in threads of their own. One that blocks or crashes does not affect others, as in
 * Chromium's processes.
 */
export function threadDocuments({ thread, report, ...start }: ThreadDocuments): StartDocument {
  return (url, receive) => {
    const ipc = new MessageChannel();
    const replies = new MessageChannel();
    const signal = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
    const pipes = { ipc: ipc.port2, replies: replies.port2, signal };
    const worker = new Worker(thread, {
      workerData: { ...start, pipes } satisfies DocumentStart,
      transferList: [ipc.port2, replies.port2],
    });
    worker.on('message', (text) => report?.(url, text));
    // An uncaught error in a page does not affect main.
    worker.on('error', () => undefined);
    ipc.port1.on('message', (message: FromDocument) => {
      receive(message, message.kind === 'sync' ? firstReply() : undefined);
    });

    function firstReply(): (value: unknown) => void {
      let isReplied = false;
      return (value) => {
        if (isReplied) return;
        isReplied = true;
        replies.port1.postMessage({ value } satisfies SyncReply);
        Atomics.add(new Int32Array(signal), 0, 1);
        Atomics.notify(new Int32Array(signal), 0);
      };
    }

    return {
      post: (message: ToDocument) => ipc.port1.postMessage(message, [...message.ports]),
      async end() {
        await worker.terminate();
        ipc.port1.close();
        replies.port1.close();
      },
    };
  };
}
