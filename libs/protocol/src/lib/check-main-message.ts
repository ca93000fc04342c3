import { areSizes, isWindow } from './amounts.js';
import { headersLength } from './headers.js';
import type { MainMessage } from './message.js';

type Check = (value: unknown) => boolean;

const isInteger: Check = Number.isSafeInteger;
const isText: Check = (value) => typeof value === 'string';
const isObject: Check = (value) => typeof value === 'object' && value !== null;

const input = orAbsent((value) => value === true);
const headers = orAbsent((value) => isObject(value) && headersLength(value as object) !== undefined);

const delivery = { channel: isText, senderId: isInteger };
const demand = { seq: isInteger, items: isInteger, bytes: isInteger, input };
const serving = { channel: isText, seq: isInteger, sender: isObject, headers };

/** The fields that a renderer needs. Without them, or with another type in one, it cannot use the message. */
const fieldsOf: { readonly [Kind in MainMessage['kind']]: Readonly<Record<string, Check>> } = {
  welcome: { id: isInteger, epoch: isInteger, messageBytes: orAbsent(isInteger) },
  refuse: { code: isText, reason: isText },
  deliver: delivery,
  deliverToHost: { channel: isText, guestId: isInteger },
  deliverPort: delivery,
  serveCall: serving,
  serveStream: { ...serving, ...demand, overflow: isText, bufferSize: isInteger },
  demand,
  cancel: { seq: isInteger, input },
  items: { seq: isInteger, sizes: areSizes, window: orAbsent(isWindow), input },
  reply: { seq: isInteger, ok: (value) => typeof value === 'boolean', input },
  guestOpened: { guest: isInteger, id: isInteger },
  guestFrame: { link: isInteger },
  guestClosed: { link: isInteger },
};

/**
 * Checks a message from main. Main is trusted, so this finds mistakes of main or its transport, not attacks.
 * Only fields that another renderer may have written have a limit. A newer main may add fields.
 */
export function isMainMessage(message: unknown): message is MainMessage {
  const kind = (message as { readonly kind?: unknown } | null | undefined)?.kind;
  if (typeof kind !== 'string' || !Object.hasOwn(fieldsOf, kind)) return false;
  const checks = fieldsOf[kind as MainMessage['kind']];
  for (const field in checks) {
    if (!checks[field]!((message as Record<string, unknown>)[field])) return false;
  }
  return true;
}

function orAbsent(check: Check): Check {
  return (value) => value === undefined || check(value);
}
