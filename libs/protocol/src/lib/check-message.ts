import type { Limits } from './limits.js';
import type { RendererMessage } from './message.js';

type Check = (value: unknown, limits: Limits) => boolean;

const isInteger: Check = Number.isSafeInteger;
const input = optional((value) => value === true);
const to = optional(isInteger);
const headers = optional(areHeaders);

/** The fields that each message of a renderer has, and what must hold for them. */
const fieldsOf: {
  readonly [Kind in RendererMessage['kind']]: {
    readonly [Field in keyof Omit<Extract<RendererMessage, { kind: Kind }>, 'kind'>]-?: Check;
  };
} = {
  // A codec is a name too, and main repeats it in its answer.
  hello: { version: isInteger, codec: isName },
  send: { channel: isName },
  sync: { channel: isName, seq: isInteger, timeoutMs: (value) => typeof value === 'number' && value >= 0 },
  call: { channel: isName, seq: isInteger, to, headers },
  stream: {
    channel: isName,
    seq: isInteger,
    to,
    headers,
    input,
    items: isAmount,
    bytes: isAmount,
    overflow: (value) => ['buffer', 'latest', 'drop', 'error'].includes(value as string),
    bufferSize: isAmount,
  },
  demand: { seq: isInteger, items: isAmount, bytes: isAmount, input },
  items: { seq: isInteger, sizes: Array.isArray, window: optional(isWindow), input },
  reply: { seq: isInteger, ok: (value) => typeof value === 'boolean', input },
  cancel: { seq: isInteger, input },
  sendTo: { channel: isName, to: isInteger },
  sendToHost: { channel: isName },
  port: { channel: isName, to: isInteger, seq: isInteger },
  openGuest: { guest: isInteger, link: isInteger, origin: isName },
  guestFrame: { link: isInteger },
  guestEnded: { link: isInteger },
  closeGuest: { guest: isInteger },
  guestIgnored: { link: isInteger, count: (value) => isAmount(value) && value !== 0 },
};

function isName(value: unknown, limits: Limits): boolean {
  return typeof value === 'string' && value.length <= limits.channelLength;
}

function isAmount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** Of nothing, a stream would never go on. */
function isWindow(value: unknown): boolean {
  return Array.isArray(value) && value.length === 2 && value.every((part) => isAmount(part) && part !== 0);
}

function areHeaders(value: unknown, limits: Limits): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  let length = 0;
  for (const [name, text] of Object.entries(value)) {
    if (typeof text !== 'string') return false;
    length += name.length + text.length;
  }
  return length <= limits.headersLength;
}

function optional(check: Check): Check {
  return (value, limits) => value === undefined || check(value, limits);
}

/** Whether what a peer sent is a message of a renderer: nothing behind this check looks at its types again. */
export function isRendererMessage(message: object, limits: Limits): message is RendererMessage {
  const { kind } = message as { readonly kind?: unknown };
  if (typeof kind !== 'string' || !Object.hasOwn(fieldsOf, kind)) return false;
  const checks: Readonly<Record<string, Check>> = fieldsOf[kind as RendererMessage['kind']];
  for (const field in checks) {
    if (!checks[field]!((message as Record<string, unknown>)[field], limits)) return false;
  }
  return true;
}
