import { EMPTY_BODY, bodyBytes, runtime, type Body } from '@culvert/protocol';
import type { RecordedBody } from './recording.js';

/** A body as JSON. `'event'` is the body of the event itself, which most effects forward. */
export type BodyJson =
  | 'event'
  | {
      readonly text?: string;
      /** Binary values as base64. */
      readonly blobs?: readonly string[];
      /** The number of ports. A recording cannot contain a port. */
      readonly ports?: number;
      /** The size of a body that was left out, in bytes. */
      readonly leftOut?: number;
    };

/** @param keeps false leaves the content out, unless it is empty */
export function bodyToJson(body: RecordedBody, keeps: boolean): Exclude<BodyJson, 'event'> {
  const { text, blobs, leftOut, ports } = body;
  const moved = ports !== undefined && { ports: ports.length };
  if (leftOut !== undefined) return { leftOut, ...moved };
  if (!keeps && !isEmpty(body)) return { leftOut: bodyBytes(body), ...moved };
  return { text, ...(blobs.length > 0 && { blobs: blobs.map(toBase64) }), ...moved };
}

/** Reads what {@link bodyToJson} has written. */
export function bodyFromJson(json: Exclude<BodyJson, 'event'>): RecordedBody {
  const { text = '', blobs = [], leftOut, ports } = json;
  return {
    text,
    blobs: blobs.length === 0 ? EMPTY_BODY.blobs : blobs.map(fromBase64),
    ...(leftOut !== undefined && { leftOut }),
    ...(ports !== undefined && { ports: Array.from({ length: ports }, () => ({})) }),
  };
}

/** True for bodies of one content: `inspect$` copies a body with ports, and keeps the blobs. */
export function isSameBody(a: Body, b: Body): boolean {
  return a === b || (a.text === b.text && a.blobs === b.blobs);
}

function isEmpty({ text, blobs }: Body): boolean {
  return blobs.length === 0 && (text === '' || text === EMPTY_BODY.text);
}

function toBase64(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return runtime.btoa(binary);
}

function fromBase64(base64: string): Uint8Array {
  return Uint8Array.from(runtime.atob(base64), (character) => character.charCodeAt(0));
}
