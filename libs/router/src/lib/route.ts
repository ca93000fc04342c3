import type { RendererMessage } from '@culvert/protocol';
import type { SenderInfo } from './state.js';

/**
 * A way that a message takes, or that a guest comes in: what the policy is asked about is read from the message here,
 * and so is where the router sends it.
 */
export interface Route {
  readonly kind: 'send' | 'sync' | 'call' | 'stream' | 'sendTo' | 'sendToHost' | 'port' | 'guest';
  /** Empty for a guest, which is for no channel. */
  readonly channel: string;
  /** The renderer that it goes to; main itself without it. */
  readonly to?: number;
  /** What a window says of the origin of its guest. */
  readonly claimedOrigin?: string;
}

/** The renderer that a message names or means; main itself, or nobody, without one. */
export function targetOf(message: RendererMessage, sender: SenderInfo): number | undefined {
  const { kind } = message;
  if (kind === 'sendToHost') return sender.host;
  const isDirected = kind === 'sendTo' || kind === 'port' || kind === 'call' || kind === 'stream';
  return isDirected ? message.to : undefined;
}

/** `undefined` for what belongs to a connection, or to something that was allowed when it was opened. */
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
