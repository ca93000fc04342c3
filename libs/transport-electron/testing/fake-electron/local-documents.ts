import { EventEmitter } from 'node:events';
import type { MessagePort } from 'node:worker_threads';
import { createContextBridge } from './context-bridge.js';
import type { StartDocument } from './web-contents.js';
import type { FromDocument, ToDocument } from './wire.js';

/**
 * A document in main's own thread, for tests that do not need another thread. A late answer to
 * `sendSync` would be a deadlock.
 */
export class LocalDocument {
  readonly url: string;
  readonly mainWorld: Record<string, unknown> = {};
  readonly window = new EventTarget();
  readonly contextBridge = createContextBridge(this.mainWorld);
  readonly ipcRenderer: LocalIpcRenderer;

  constructor(url: string, receive: Parameters<StartDocument>[1]) {
    this.url = url;
    this.ipcRenderer = new LocalIpcRenderer(receive);
  }
}

/** @param opened called with each document before its page can act */
export function localDocuments(opened: (document: LocalDocument) => void): StartDocument {
  return (url, receive) => {
    const document = new LocalDocument(url, receive);
    // The document's scripts run after the commit.
    queueMicrotask(() => opened(document));
    return {
      post: (message) => document.ipcRenderer.arrive(message),
      end: () => Promise.resolve(document.ipcRenderer.end()),
    };
  };
}

export class LocalIpcRenderer extends EventEmitter {
  readonly #receive: Parameters<StartDocument>[1];
  readonly #onTheWay: FromDocument[] = [];
  #isOver = false;

  constructor(receive: Parameters<StartDocument>[1]) {
    super();
    this.#receive = receive;
  }

  send(channel: string, ...args: readonly unknown[]): void {
    this.#post({ kind: 'message', channel, args, ports: [] });
  }

  postMessage(channel: string, message: unknown, transfer: readonly MessagePort[] = []): void {
    this.#post({ kind: 'ports', channel, args: [message], ports: transfer });
  }

  sendSync(channel: string, ...args: readonly unknown[]): unknown {
    while (this.#deliver());
    const replies: unknown[] = [];
    this.#receive(copy({ kind: 'sync', channel, args, ports: [] }), (value) =>
      replies.push(structuredClone(value)),
    );
    if (replies.length === 0)
      throw new Error('Main has not answered yet, and shares this thread: a deadlock.');
    return replies[0];
  }

  arrive(message: ToDocument): void {
    const { channel, args, ports } = copy(message);
    queueMicrotask(() => {
      if (!this.#isOver) this.emit(channel, { sender: this, ports }, ...args);
    });
  }

  end(): void {
    this.#isOver = true;
  }

  #post(message: FromDocument): void {
    this.#onTheWay.push(copy(message));
    queueMicrotask(() => this.#deliver());
  }

  /** Messages that a document sent before its end are delivered after it. */
  #deliver(): boolean {
    const message = this.#onTheWay.shift();
    if (message === undefined) return false;
    this.#receive(message);
    return true;
  }
}

function copy<T extends FromDocument | ToDocument>(message: T): T {
  try {
    return structuredClone(message, { transfer: [...message.ports] as unknown as Transferable[] });
  } catch {
    throw new Error('An object could not be cloned.');
  }
}
