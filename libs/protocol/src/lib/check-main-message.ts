import { areSizes } from './check-message.js';
import type { MainMessage } from './message.js';

type Check = (value: unknown) => boolean;

const isInteger: Check = Number.isSafeInteger;
const isText: Check = (value) => typeof value === 'string';
const isObject: Check = (value) => typeof value === 'object' && value !== null;

const delivery = { channel: isText, senderId: isInteger };
const demand = { seq: isInteger, items: isInteger, bytes: isInteger };
const serving = { channel: isText, seq: isInteger, sender: isObject };

/** The fields without which a renderer can do nothing with a message of main. */
const fieldsOf: { readonly [Kind in MainMessage['kind']]: Readonly<Record<string, Check>> } = {
  welcome: { id: isInteger, epoch: isInteger },
  refuse: { code: isText, reason: isText },
  deliver: delivery,
  deliverToHost: { channel: isText, guestId: isInteger },
  deliverPort: delivery,
  serveCall: serving,
  serveStream: { ...serving, ...demand, overflow: isText, bufferSize: isInteger },
  demand,
  cancel: { seq: isInteger },
  items: { seq: isInteger, sizes: areSizes },
  reply: { seq: isInteger, ok: (value) => typeof value === 'boolean' },
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
