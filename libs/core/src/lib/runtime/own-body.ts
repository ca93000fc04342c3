import type { Body } from '@culvert/protocol';

/**
 * Copies a body that is kept. Text cut out of a frame keeps the whole frame in memory, which may be a thousand times
 * larger.
 */
export function ownBody(body: Body): Body {
  const blobs = body.blobs.map((blob) => (blob.byteLength < blob.buffer.byteLength ? blob.slice() : blob));
  return { ...body, text: ` ${body.text}`.slice(1), blobs };
}
