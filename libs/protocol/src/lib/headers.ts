import { checkObject } from './check-options.js';
import { CulvertError, invalidArgument } from './errors.js';
import type { Limits } from './limits.js';
import type { Headers } from './message.js';

/** Length of all headers in UTF-16 units, names included. Returns `undefined` if a header is not a string. */
export function headersLength(headers: object): number | undefined {
  let length = 0;
  for (const [name, text] of Object.entries(headers) as [string, unknown][]) {
    if (typeof text !== 'string') return undefined;
    length += name.length + text.length;
  }
  return length;
}

/**
 * The headers of a call or stream as they travel: a plain copy, or `undefined` if there are none. A header that
 * is `undefined` is left out, as in JSON.
 *
 * @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` for a header that is not a string
 * @throws CulvertError `ERR_CULVERT_MESSAGE_TOO_LARGE` over `limits.headersLength`
 * @example
 * headersToSend('orders/place', { traceparent: '00-…' }, limits); // { traceparent: '00-…' }
 */
export function headersToSend(channel: string, headers: Headers, limits: Limits): Headers | undefined {
  checkObject(`'${channel}': headers`, headers);
  const given = Object.entries(headers as Readonly<Record<string, unknown>>);
  const entries = given.filter(([, text]) => text !== undefined);
  if (entries.length === 0) return undefined;
  const wrong = entries.find(([, text]) => typeof text !== 'string');
  if (wrong !== undefined) throw invalidArgument(`'${channel}': the header '${wrong[0]}' must be a string.`);
  const copy = Object.fromEntries(entries) as Record<string, string>;
  const length = headersLength(copy)!;
  if (length <= limits.headersLength) return copy;
  throw new CulvertError(
    'ERR_CULVERT_MESSAGE_TOO_LARGE',
    `'${channel}': its headers have ${length} characters; the limit is ${limits.headersLength}.`,
  );
}
