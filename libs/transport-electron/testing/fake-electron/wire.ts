import type { MessagePort } from 'node:worker_threads';

/**
 * The wire between the two halves of the fake, like Chromium's Mojo pipe in Electron. Node's ports
 * clone messages and keep their order.
 */
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

/**
 * The reply that `sendSync` waits for. It is sent as a message, so no other message overtakes it on
 * the pipe.
 */
export interface SyncReply {
  readonly value: unknown;
}
