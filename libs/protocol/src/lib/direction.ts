import type { RpcMessage } from './message.js';

/** Whether a message within a call or stream goes to the one who opened it, or to the one who serves it. */
export function isForConsumer({ kind, input }: RpcMessage): boolean {
  return (kind === 'items' || kind === 'reply') !== (input === true);
}
