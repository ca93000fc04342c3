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

/** The fields without which, or with another thing in which, a renderer can do nothing with a message of main. */
const fieldsOf: { readonly [Kind in MainMessage['kind']]: Readonly<Record<string, Check>> } = {
  welcome: { id: isInteger, epoch: isInteger },
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
 * Whether what came from main is a message of main. Main is trusted, so this holds its mistakes and those of a transport,
 * not its intent: only what another renderer may have written has a limit, and a newer main may say more.
 */
export function isMainMessage(message: object): message is MainMessage {
  const { kind } = message as { readonly kind?: unknown };
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
