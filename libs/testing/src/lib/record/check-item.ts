import { DEFAULT_LIMITS, isMainMessage, isRendererMessage, type Limits } from '@culvert/protocol';
import type { Effect, RouterEvent } from '@culvert/router';
import {
  isAddress,
  isCount,
  isFailure,
  isFlag,
  isInteger,
  isSenderInfo,
  isText,
  listOf,
  orAbsent,
  shape,
  type Check,
  type Fields,
} from './check-state.js';

/** The recorded main had limits of its own. */
const NO_LIMITS = Object.fromEntries(
  Object.keys(DEFAULT_LIMITS).map((name) => [name, Infinity]),
) as unknown as Limits;
/** An Electron message may have any number of ports. A greater one would only fill the memory. */
const MOST_PORTS = 10_000;

const isReceived: Check = (value) => isRendererMessage(value, NO_LIMITS);
const isBody: Check = (value) =>
  value === 'event' ||
  shape({
    text: orAbsent(isText),
    blobs: orAbsent(listOf(isBase64)),
    ports: orAbsent((ports) => isCount(ports) && ports <= MOST_PORTS),
    leftOut: orAbsent(isCount),
  })(value);
const packet = { message: isReceived, body: isBody };
const answer = { ok: isFlag, body: isBody };
const request = { to: isAddress, seq: isInteger };

const EVENTS: { readonly [Type in RouterEvent['type']]: Fields } = {
  connect: {
    address: isAddress,
    info: isSenderInfo,
    transfersPorts: orAbsent(isFlag),
    carrier: orAbsent(isAddress),
  },
  disconnect: { address: isAddress },
  reserveIds: { upTo: isInteger },
  receive: { from: isAddress, ...packet, denied: orAbsent(isText), detail: orAbsent(isText) },
  refuseRequest: { from: isAddress, kind: isText, seq: isInteger, failure: isFailure },
  breakOff: {
    at: isAddress,
    seq: isInteger,
    side: (value) => value === 'opener' || value === 'server',
    failure: isFailure,
  },
  send: { to: shape({ id: isInteger, epoch: orAbsent(isInteger) }), channel: isText, body: isBody },
  broadcast: { channel: isText, body: isBody },
  open: { to: shape({ id: isInteger }), message: fromMain('serveCall', 'serveStream'), body: isBody },
  rpc: { to: isAddress, message: fromMain('demand', 'cancel', 'items', 'reply'), body: isBody },
  answer: { ...request, ...answer },
  fail: { ...request, failure: isFailure },
  undelivered: { ...request, failure: isFailure },
};

const EFFECTS: { readonly [Type in Effect['type']]: Fields } = {
  deliver: { to: listOf(isAddress), message: isMainMessage, body: isBody },
  reply: { ...request, sync: isFlag, result: (value) => shape(answer)(value) || isFailure(value) },
  dispatch: { from: isAddress, ...packet },
  openPort: { from: isAddress, ...request, channel: isText },
  relay: { from: isAddress, ...packet, denied: orAbsent(isFlag) },
  refuse: { to: isAddress, failure: isFailure },
  abandon: { of: isAddress, seq: isInteger },
  drop: {
    reason: isText,
    kind: isText,
    channel: orAbsent(isText),
    from: orAbsent(isInteger),
    to: orAbsent(isInteger),
    detail: orAbsent(isText),
  },
};

const pressure: Fields = { id: isInteger, queuedBytes: isCount };

/** The fields of an item. The router's drop has its `kind`, and main's has it as `message`. */
const ITEMS: Readonly<Record<string, Fields>> = {
  drop: { ...EFFECTS.drop, message: isText, kind: isText, count: orAbsent(isCount) },
  slow: pressure,
  drained: pressure,
};

/**
 * Checks an item of a file, so that nothing that reads a recording meets a value of another type.
 *
 * @throws Error in words that follow the number of the line
 */
export function checkItem(item: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { kind, at, event, effects } = item;
  if (typeof at !== 'number' || !Number.isFinite(at)) throw new Error('it has no time.');
  if (kind === 'event') {
    if (typeOf(event) === undefined || !Array.isArray(effects))
      throw new Error('its event or its effects are missing.');
    checkPart('event', EVENTS, event);
    for (const effect of effects) checkPart('effect', EFFECTS, effect);
    return item;
  }
  if (typeof kind !== 'string' || !Object.hasOwn(ITEMS, kind))
    throw new Error('it is no item of a recording.');
  checkFields(`its '${kind}'`, ITEMS[kind]!, item);
  return item;
}

function checkPart(part: string, table: Readonly<Record<string, Fields>>, value: unknown): void {
  const type = typeOf(value);
  if (type === undefined || !Object.hasOwn(table, type))
    throw new Error(`its ${part} has the unknown type ${type === undefined ? 'nothing' : `'${type}'`}.`);
  checkFields(`its ${part} '${type}'`, table[type]!, value as object);
}

function checkFields(name: string, fields: Fields, value: object): void {
  const wrong = Object.entries(fields).find(
    ([field, check]) => !check((value as Readonly<Record<string, unknown>>)[field]),
  );
  if (wrong !== undefined) throw new Error(`${name} has no valid '${wrong[0]}'.`);
}

function typeOf(value: unknown): string | undefined {
  const type = (value as { readonly type?: unknown } | null | undefined)?.type;
  return typeof type === 'string' ? type : undefined;
}

function fromMain(...kinds: readonly string[]): Check {
  return (value) => isMainMessage(value) && kinds.includes(value.kind);
}

function isBase64(value: unknown): boolean {
  return typeof value === 'string' && value.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(value);
}
