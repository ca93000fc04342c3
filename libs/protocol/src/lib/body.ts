/**
 * The encoded arguments of one message. Main forwards a body as it is: it is decoded only where somebody listens.
 *
 * `text` is written by a {@link Codec}; `blobs` are the binary values that the text refers to by index.
 */
export interface Body {
  readonly text: string;
  readonly blobs: readonly Uint8Array[];
  /** Ports that travel beside the arguments, where a platform moves them. Whoever has the body last, has them. */
  readonly ports?: readonly Port[];
}

/** A `MessagePort` of whatever platform. The wire moves it and never uses it. */
export type Port = object;

/** Shared by the many bodies that carry no binary value. */
export const NO_BLOBS: readonly Uint8Array[] = [];

/** The body of a message without arguments, in every codec. */
export const EMPTY_BODY: Body = { text: '[]', blobs: NO_BLOBS };

/** Size of a body in bytes, as limits count it: two for each UTF-16 unit of text, and the blobs. */
export function bodyBytes(body: Body): number {
  let bytes = body.text.length * 2;
  for (const blob of body.blobs) bytes += blob.byteLength;
  return bytes;
}
