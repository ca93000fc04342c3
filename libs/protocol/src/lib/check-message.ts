import type { Limits } from './limits.js';
import type { RendererMessage } from './message.js';

/** The fields that each message of a renderer must have, and what must hold for them. */
const fieldsOf: { readonly [Kind in RendererMessage['kind']]: readonly string[] } = {
  hello: ['version', 'codec'],
  send: ['channel'],
  sync: ['channel', 'seq', 'timeoutMs'],
  call: ['channel', 'seq'],
  cancel: ['seq'],
  sendTo: ['channel', 'to'],
  sendToHost: ['channel'],
  port: ['channel', 'to', 'seq'],
  openGuest: ['guest', 'link', 'origin'],
  guestFrame: ['link'],
  guestEnded: ['link'],
  closeGuest: ['guest'],
  guestIgnored: ['link', 'count'],
};

const checks: Readonly<Record<string, (value: unknown, limits: Limits) => boolean>> = {
  version: Number.isSafeInteger,
  // A name too, and main repeats it in its answer.
  codec: isName,
  channel: isName,
  seq: Number.isSafeInteger,
  to: Number.isSafeInteger,
  guest: Number.isSafeInteger,
  link: Number.isSafeInteger,
  origin: isName,
  count: (value) => Number.isSafeInteger(value) && (value as number) > 0,
  timeoutMs: (value) => typeof value === 'number' && value >= 0,
};

function isName(value: unknown, limits: Limits): boolean {
  return typeof value === 'string' && value.length <= limits.channelLength;
}

/** Whether what a peer sent is a message of a renderer: nothing behind this check looks at its types again. */
export function isRendererMessage(message: object, limits: Limits): message is RendererMessage {
  const { kind } = message as { readonly kind?: unknown };
  if (typeof kind !== 'string' || !Object.hasOwn(fieldsOf, kind)) return false;
  const fields = fieldsOf[kind as RendererMessage['kind']];
  return fields.every((field) => checks[field]!((message as Record<string, unknown>)[field], limits));
}
