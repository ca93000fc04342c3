import type { RendererMessage } from '@culvert/protocol';
import type { SenderInfo } from './state.js';

/**
 * The route of a message or of a new guest. The policy decides on it, and the router sends the message along
 * it.
 */
export interface Route {
  /** The kind of request. */
  readonly kind: 'send' | 'sync' | 'call' | 'stream' | 'sendTo' | 'sendToHost' | 'port' | 'guest';
  /** Empty for a guest, which has no channel. */
  readonly channel: string;
  /** The renderer that it goes to. Without `to`, it goes to main itself. */
  readonly to?: number;
  /** The origin that a window claims for its guest. */
  readonly claimedOrigin?: string;
}

/** The renderer that a message names or implies. `undefined` means main itself, or no target. */
export function targetOf(message: RendererMessage, sender: SenderInfo): number | undefined {
  const { kind } = message;
  if (kind === 'sendToHost') return sender.host;
  const isDirected = kind === 'sendTo' || kind === 'port' || kind === 'call' || kind === 'stream';
  return isDirected ? message.to : undefined;
}

/** `undefined` for a message that belongs to a connection, or to a call that was allowed when it was opened. */
export function routeOf(message: RendererMessage, sender: SenderInfo): Route | undefined {
  switch (message.kind) {
    case 'send':
    case 'sync':
    case 'call':
    case 'stream':
    case 'sendTo':
    case 'sendToHost':
    case 'port': {
      const to = targetOf(message, sender);
      return { kind: message.kind, channel: message.channel, ...(to !== undefined && { to }) };
    }
    case 'openGuest':
      return { kind: 'guest', channel: '', claimedOrigin: message.origin };
    case 'hello':
    case 'demand':
    case 'cancel':
    case 'items':
    case 'reply':
    case 'guestFrame':
    case 'guestEnded':
    case 'closeGuest':
    case 'guestIgnored':
      return undefined;
  }
}
