import type { Body } from '@culvert/protocol';

/**
 * A body to keep: free of the frame that it came in, which may be a thousand times larger, for text that was cut out of it
 * holds all of it.
 */
export function ownBody(body: Body): Body {
  const blobs = body.blobs.map((blob) => (blob.byteLength < blob.buffer.byteLength ? blob.slice() : blob));
  return { ...body, text: ` ${body.text}`.slice(1), blobs };
}
