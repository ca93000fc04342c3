import { areSizes, isAmount, isWindow } from './amounts.js';
import type { CulvertErrorCode } from './errors.js';
import { headersLength } from './headers.js';
import { MAX_NAME_LENGTH, type Limits } from './limits.js';
import type { RendererMessage } from './message.js';

/** What is wrong with a message: it is none of a renderer, or it is one and longer than a limit. */
export type MessageFault = 'malformed' | 'over-limit';

/** As numbers, so that the worst of several is one `|` away. */
const OK = 0;
const OVER = 1;
const BAD = 2;

type Verdict = typeof OK | typeof OVER | typeof BAD;
type Check = (value: unknown, limits: Limits) => Verdict;

/** Checks of fields that a message may be without. */
const optionals = new Set<Check>();

const kind: Check = () => OK;
const seq = check(Number.isSafeInteger);
const id = check(Number.isSafeInteger);
const amount = check(isAmount);
const to = optional(id);
const input = optional(check((value) => value === true));
const headers = optional(checkHeaders);

/** The fields that each message of a renderer has, and what must hold for them. It has no others. */
const fieldsOf: {
  readonly [Kind in RendererMessage['kind']]: {
    readonly [Field in keyof Omit<Extract<RendererMessage, { kind: Kind }>, 'kind'>]-?: Check;
  };
} = {
  hello: { version: id, codec: check(isName) },
  send: { channel },
  sync: { channel, seq, timeoutMs: check((value) => typeof value === 'number' && value >= 0) },
  call: { channel, seq, to, headers },
  stream: {
    channel,
    seq,
    to,
    headers,
    input,
    items: amount,
    bytes: amount,
    overflow: check((value) => ['buffer', 'latest', 'drop', 'error'].includes(value as string)),
    bufferSize: amount,
  },
  demand: { seq, items: amount, bytes: amount, input },
  items: { seq, sizes: check(areSizes), window: optional(check(isWindow)), input },
  reply: { seq, ok: check((value) => typeof value === 'boolean'), input },
  cancel: { seq, input },
  sendTo: { channel, to: id },
  sendToHost: { channel },
  port: { channel, to: id, seq },
  openGuest: { guest: id, link: id, origin: check(isName) },
  guestFrame: { link: id },
  guestEnded: { link: id },
  closeGuest: { guest: id },
  guestIgnored: { link: id, count: check((value) => isAmount(value) && value !== 0) },
};

interface Field {
  readonly check: Check;
  /** 1, or 0 where the message may be without it. */
  readonly required: 0 | 1;
}

interface Shape {
  /** Without a prototype: no name of a peer's choice finds anything there. */
  readonly fields: Readonly<Record<string, Field>>;
  readonly required: number;
}

const shapes = new Map<unknown, Shape>(
  Object.entries(fieldsOf).map(([name, checks]): [string, Shape] => {
    const fields = Object.create(null) as Record<string, Field>;
    for (const [field, check] of Object.entries<Check>({ kind, ...checks })) {
      fields[field] = { check, required: optionals.has(check) ? 0 : 1 };
    }
    return [name, { fields, required: Object.values(fields).filter(({ required }) => required).length }];
  }),
);

/**
 * What is wrong with something that a peer has sent, if anything is. A message has the fields of its kind and no
 * others: what main does with one is all that there is to see in it.
 */
export function messageFault(message: object, limits: Limits): MessageFault | undefined {
  const shape = shapes.get((message as { readonly kind?: unknown }).kind);
  if (shape === undefined || !isPlain(message)) return 'malformed';
  let { required } = shape;
  let worst: number = OK;
  for (const name in message) {
    const field = shape.fields[name];
    if (field === undefined) return 'malformed';
    worst |= field.check((message as Readonly<Record<string, unknown>>)[name], limits);
    required -= field.required;
  }
  if (required !== 0 || (worst & BAD) !== 0) return 'malformed';
  return worst === OK ? undefined : 'over-limit';
}

/** Whether what a peer sent is a message of a renderer: nothing behind this check looks at its types again. */
export function isRendererMessage(message: object, limits: Limits): message is RendererMessage {
  return messageFault(message, limits) === undefined;
}

/** Which limit a message is over that is well formed otherwise, for the one who waits for its answer. */
export function excessOf(
  message: object,
  { channelLength }: Limits,
): { readonly code: CulvertErrorCode; readonly reason: string } {
  const { channel } = message as { readonly channel?: string };
  if (channel !== undefined && channel.length > channelLength) {
    const start = channel.slice(0, 20);
    const reason = `The channel name '${start}…' has ${channel.length} characters; main's limit is ${channelLength}.`;
    return { code: 'ERR_CULVERT_CHANNEL_TOO_LONG', reason };
  }
  return {
    code: 'ERR_CULVERT_MESSAGE_TOO_LARGE',
    reason: `'${channel}': its headers are over main's limit.`,
  };
}

/** What JSON makes: no class, no array, and nothing that it would inherit. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function channel(value: unknown, limits: Limits): Verdict {
  if (typeof value !== 'string') return BAD;
  return value.length <= limits.channelLength ? OK : OVER;
}

function isName(value: unknown): boolean {
  return typeof value === 'string' && value.length <= MAX_NAME_LENGTH;
}

function checkHeaders(value: unknown, limits: Limits): Verdict {
  if (typeof value !== 'object' || value === null || !isPlain(value)) return BAD;
  const length = headersLength(value);
  if (length === undefined) return BAD;
  return length <= limits.headersLength ? OK : OVER;
}

function check(holds: (value: unknown) => boolean): Check {
  return (value) => (holds(value) ? OK : BAD);
}

/** May be left out, or `undefined`, which JSON leaves out. */
function optional(given: Check): Check {
  const check: Check = (value, limits) => (value === undefined ? OK : given(value, limits));
  optionals.add(check);
  return check;
}
