import type { Address, Body, Send } from '@culvert/protocol';
import { closePorts } from '../../transport/message-port.js';
import { createEvent, type EventSources } from './create-event.js';
import { decodeMessage, type Decoding } from './decode-message.js';
import type { Listeners } from './listeners.js';

export interface SendDispatch extends EventSources, Decoding {
  readonly listeners: Listeners;
}

/** Brings a message without an answer to main's listeners. */
export function dispatchSend(parts: SendDispatch, from: Address, message: Send, body: Body): void {
  const { listeners, loop } = parts;
  const { channel } = message;
  const event = createEvent(parts, from, body);
  if (event === undefined) {
    closePorts(body);
    return;
  }
  if (!listeners.hear(from, channel) && !listeners.keep(channel)) {
    closePorts(body);
    loop.drop({ reason: 'unheard', message: 'send', channel, from: from.id });
    return;
  }
  const args = decodeMessage(parts, from, message, body);
  if (args !== undefined) listeners.emit(event, 'ipc-message', channel, args);
}
