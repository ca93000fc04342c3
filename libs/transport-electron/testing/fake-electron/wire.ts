import type { MessagePort } from 'node:worker_threads';

/** Between the two halves of the fake: what Chromium's Mojo pipe is to Electron. Node's ports clone, in order. */
export interface FromDocument {
  readonly kind: 'message' | 'sync' | 'ports';
  readonly channel: string;
  readonly args: readonly unknown[];
  readonly ports: readonly MessagePort[];
}

export interface ToDocument {
  readonly channel: string;
  readonly args: readonly unknown[];
  readonly ports: readonly MessagePort[];
}

/** What `sendSync` waits for. It stays a message of its own, so that nothing overtakes it on the pipe. */
export interface SyncReply {
  readonly value: unknown;
}
