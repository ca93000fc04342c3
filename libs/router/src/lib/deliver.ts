import type { Body, MainMessage } from '@culvert/protocol';
import type { DeliverEffect } from './effect.js';
import { addressOf, type Endpoint } from './state.js';

/** Effects are logged and inspected, so they name endpoints only, without the rest of main's data about them. */
export function deliver(to: readonly Endpoint[], message: MainMessage, body: Body): DeliverEffect {
  return { type: 'deliver', to: to.map(addressOf), message, body };
}
