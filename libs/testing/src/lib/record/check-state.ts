import type { RouterState } from '@culvert/router';

/** True for a value of one type. */
export type Check = (value: unknown) => boolean;
/** The checks of the fields of an object. It may have others, of a newer version. */
export type Fields = Readonly<Record<string, Check>>;

export const isInteger: Check = Number.isSafeInteger;
export const isText: Check = (value) => typeof value === 'string';
export const isFlag: Check = (value) => typeof value === 'boolean';
export const isAddress = shape({ id: isInteger, epoch: isInteger });
export const isFailure = shape({ code: isText, reason: isText });

const info = {
  kind: isText,
  host: orAbsent(isInteger),
  origin: orAbsent(isText),
  claimedOrigin: orAbsent(isText),
  identity: orAbsent(isText),
  remote: orAbsent(isFlag),
};
export const isSenderInfo = shape(info);

const isEnd = shape({ address: isAddress, seq: isInteger });
const request = { seq: isInteger, channel: isText };
const isEndpoint = shape({
  ...info,
  id: isInteger,
  epoch: isInteger,
  ready: isFlag,
  transfersPorts: orAbsent(isFlag),
  pending: inOrder(shape({ ...request, kind: oneOf('sync', 'call', 'stream'), by: orAbsent(isEnd) })),
  serving: inOrder(shape({ ...request, kind: oneOf('call', 'stream'), of: isEnd })),
  carrier: orAbsent(isAddress),
  pendingBelow: orAbsent(isCount),
});

const hasStateFields = shape({
  endpoints: (value) =>
    shape({})(value) &&
    Object.entries(value as Partial<RouterState['endpoints']>).every(
      ([id, endpoint]) => isEndpoint(endpoint) && String(endpoint!.id) === id,
    ),
  lastId: isCount,
  lastEpoch: isCount,
  lastSeq: isCount,
  codec: isText,
  pendingLimit: isCount,
  streamLimit: isCount,
});

/** True for a state of the router that was read from a file. */
export function isState(value: unknown): value is RouterState {
  return hasStateFields(value);
}

export function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** A JSON object with these fields. */
export function shape(fields: Fields): Check {
  const checks = Object.entries(fields);
  return (value) =>
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    checks.every(([name, check]) => check((value as Readonly<Record<string, unknown>>)[name]));
}

export function listOf(check: Check): Check {
  return (value) => Array.isArray(value) && value.every(check);
}

export function orAbsent(check: Check): Check {
  return (value) => value === undefined || check(value);
}

function oneOf(...values: readonly string[]): Check {
  return (value) => values.includes(value as string);
}

/** The router searches these lists by their rising numbers. */
function inOrder(check: Check): Check {
  return (value) =>
    listOf(check)(value) &&
    (value as readonly { readonly seq: number }[]).every(
      ({ seq }, index, all) => index === 0 || all[index - 1]!.seq < seq,
    );
}
