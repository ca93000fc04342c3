import { NO_BLOBS, type Body } from './body.js';
import { CulvertError } from './errors.js';
import type { BodySize } from './message.js';

/**
 * Joins several bodies into one, for a message that carries many items. Each body was encoded when its item
 * came.
 */
export function joinBodies(bodies: readonly Body[]): {
  readonly sizes: readonly BodySize[];
  readonly body: Body;
} {
  const [only] = bodies;
  if (only !== undefined && bodies.length === 1) return { sizes: [sizeOf(only)], body: only };
  const blobs = bodies.flatMap((body) => body.blobs);
  return {
    sizes: bodies.map(sizeOf),
    body: { text: bodies.map(({ text }) => text).join(''), blobs: blobs.length === 0 ? NO_BLOBS : blobs },
  };
}

/**
 * Divides a body that {@link joinBodies} has made.
 *
 * @param body the joined body
 * @param sizes the size of each part
 * @throws CulvertError `ERR_CULVERT_MALFORMED_FRAME` if the sizes do not match the body
 */
export function splitBody({ text, blobs }: Body, sizes: readonly unknown[]): Body[] {
  let start = 0;
  let blob = 0;
  const bodies = sizes.map((size) => {
    const [length, count = 0] = (Array.isArray(size) ? size : [size]) as readonly number[];
    if (!isCount(length) || !isCount(count)) throw malformed();
    const part = count === 0 ? NO_BLOBS : blobs.slice(blob, (blob += count));
    return { text: text.slice(start, (start += length)), blobs: part };
  });
  if (start !== text.length || blob !== blobs.length) throw malformed();
  return bodies;
}

function sizeOf({ text, blobs }: Body): BodySize {
  return blobs.length === 0 ? text.length : [text.length, blobs.length];
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function malformed(): CulvertError {
  return new CulvertError('ERR_CULVERT_MALFORMED_FRAME', 'The sizes of the items are not those of the body.');
}
