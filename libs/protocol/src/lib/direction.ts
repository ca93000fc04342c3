import type { RpcMessage } from './message.js';

/**
 * True if a message within a call or stream goes to its consumer, false if it goes to its producer.
 *
 * @param message a message of an open call or stream
 */
export function isForConsumer({ kind, input }: RpcMessage): boolean {
  return (kind === 'items' || kind === 'reply') !== (input === true);
}
