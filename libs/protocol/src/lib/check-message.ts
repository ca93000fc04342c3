import { areSizes, isAmount, isWindow } from './amounts.js';
import type { CulvertErrorCode } from './errors.js';
import { headersLength } from './headers.js';
import { MAX_NAME_LENGTH, type Limits } from './limits.js';
import type { RendererMessage } from './message.js';
import { isOverflow } from './overflow.js';

/** The fault of a message: it is not a renderer message, or it exceeds a limit. */
export type MessageFault = 'malformed' | 'over-limit';

/** Numbers, so that one `|` yields the worst of several. */
const OK = 0;
const OVER = 1;
const BAD = 2;

type Verdict = typeof OK | typeof OVER | typeof BAD;
type Check = (value: unknown, limits: Limits) => Verdict;

/** The checks of optional fields. */
const optionals = new Set<Check>();

const kind: Check = () => OK;
const seq = check(Number.isSafeInteger);
const id = check(Number.isSafeInteger);
const amount = check(isAmount);
const to = optional(id);
const input = optional(check((value) => value === true));
const headers = optional(checkHeaders);

/** The fields of each renderer message and the check of each. A message has no other fields. */
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
    overflow: check(isOverflow),
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
  /** 1 for a required field, 0 for an optional one. */
  readonly required: 0 | 1;
}

interface Shape {
  /** Has no prototype, so a name that a peer chooses finds nothing there. */
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
 * Returns the fault of a message that a peer has sent, if it has one. A message has exactly the fields of its
 * kind, so main acts on nothing outside of them.
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

/** Checks that a peer sent a renderer message. Code behind this check never looks at the types again. */
export function isRendererMessage(message: unknown, limits: Limits): message is RendererMessage {
  return typeof message === 'object' && message !== null && messageFault(message, limits) === undefined;
}

/**
 * Names the limit that an otherwise well-formed message exceeds, for the caller that waits for its answer.
 *
 * @param message a message that {@link messageFault} calls `'over-limit'`
 * @param limits the limits of main
 * @returns the code and the text of the error
 */
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

/** Checks for an object as JSON makes it: no class, no array, and nothing to inherit. */
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

/** Lets a field be absent or `undefined`, because JSON leaves `undefined` out. */
function optional(given: Check): Check {
  const check: Check = (value, limits) => (value === undefined ? OK : given(value, limits));
  optionals.add(check);
  return check;
}
