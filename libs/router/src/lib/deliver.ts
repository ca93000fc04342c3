import type { Body, MainMessage } from '@culvert/protocol';
import type { DeliverEffect } from './effect.js';
import { addressOf, type Endpoint } from './state.js';

/** Effects are logged and inspected: they name endpoints, and do not carry all that main knows of them. */
export function deliver(to: readonly Endpoint[], message: MainMessage, body: Body): DeliverEffect {
  return { type: 'deliver', to: to.map(addressOf), message, body };
}
