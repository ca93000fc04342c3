import type { Inspection } from '@culvert/core';
import type { Body, Headers } from '@culvert/protocol';
import type { Effect, RouterEvent } from '@culvert/router';
import { bodyFromJson, bodyToJson, isSameBody, type BodyJson } from './body-json.js';
import { checkItem } from './check-item.js';

type EventItem = Extract<Inspection, { kind: 'event' }>;

/** Anything that may have a body, headers, or an answer with a body. */
interface HasBody {
  readonly body?: Body;
  readonly message?: object & { readonly headers?: Headers };
  readonly result?: object & { readonly body?: Body };
}

/** In place of a header's value, which may be a key or a name. */
const HIDDEN = '…';

/**
 * An item as one line of JSON, without its line break. Main accepts no field of a message that JSON cannot carry.
 *
 * @param keeps false leaves out the content of bodies, and the values of headers
 */
export function itemToLine(item: Inspection, keeps: boolean): string {
  // The error of a renderer may contain data of its user.
  if (item.kind === 'drop' && !keeps && item.reason === 'unhandled-error')
    return JSON.stringify({ ...item, detail: HIDDEN });
  if (item.kind !== 'event') return JSON.stringify(item);
  return JSON.stringify(eventToJson(item, keeps));
}

/**
 * Reads a line of {@link itemToLine}, from this process. So it need not check the line.
 */
export function lineToItem(line: string): Inspection {
  return itemOf(JSON.parse(line) as Readonly<Record<string, unknown>>);
}

/**
 * Reads a line of a file.
 *
 * @throws Error for a line that {@link itemToLine} did not write, in words that follow the number of the line
 */
export function readItem(line: string): Inspection {
  return itemOf(checkItem(parseObject(line)));
}

function itemOf(json: Readonly<Record<string, unknown>>): Inspection {
  const { kind, at, event, effects } = json as unknown as EventItem;
  if (kind !== 'event') return json as unknown as Inspection;
  const read = readPart(event, undefined);
  const own = (read as HasBody).body;
  return { kind, at, event: read, effects: effects.map((effect: Effect) => readPart(effect, own)) };
}

/** @throws Error if the line is no JSON object */
export function parseObject(line: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new Error('it is not JSON. The file may have been cut off there.');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Error('it is not a JSON object.');
  return value as Readonly<Record<string, unknown>>;
}

function eventToJson({ kind, at, event, effects }: EventItem, keeps: boolean): object {
  const own = (event as HasBody).body;
  const write = (part: RouterEvent | Effect) => writePart(part as HasBody, own, keeps);
  return { kind, at, event: writePart(event as HasBody, undefined, keeps), effects: effects.map(write) };
}

/** @param own the body of the event, if this part is an effect */
function writePart(part: HasBody, own: Body | undefined, keeps: boolean): object {
  const { body, message, result } = part;
  const toJson = (any: Body): BodyJson =>
    own !== undefined && isSameBody(any, own) ? 'event' : bodyToJson(any, keeps);
  return {
    ...part,
    ...(body !== undefined && { body: toJson(body) }),
    ...(result?.body !== undefined && { result: { ...result, body: toJson(result.body) } }),
    ...(!keeps && message?.headers !== undefined && { message: withoutHeaders(message) }),
  };
}

function readPart<T extends Effect | RouterEvent>(part: T, own: Body | undefined): T {
  const { body, result } = part as {
    readonly body?: BodyJson;
    readonly result?: { readonly body?: BodyJson };
  };
  const fromJson = (json: BodyJson): Body => {
    if (json !== 'event') return bodyFromJson(json);
    if (own === undefined) throw new Error('its event has no body.');
    return own;
  };
  return {
    ...part,
    ...(body !== undefined && { body: fromJson(body) }),
    ...(result?.body !== undefined && { result: { ...result, body: fromJson(result.body) } }),
  };
}

function withoutHeaders<T extends object & { readonly headers?: Headers }>(message: T): T {
  const names = Object.keys(message.headers ?? {});
  return { ...message, headers: Object.fromEntries(names.map((name) => [name, HIDDEN])) };
}
