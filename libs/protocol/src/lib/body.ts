/**
 * The encoded arguments of one message. Main forwards a body unread. A body is decoded only where a listener
 * needs it.
 *
 * A {@link Codec} writes `text`. `blobs` are the binary values that the text refers to by index.
 */
export interface Body {
  /** The values as text, in the form of the codec. */
  readonly text: string;
  /** The binary values, in the order in which the text refers to them. */
  readonly blobs: readonly Uint8Array[];
  /**
   * Ports that travel beside the arguments, where the platform can transfer them. The last holder of the body
   * owns them.
   */
  readonly ports?: readonly Port[];
}

/** A `MessagePort` of any platform. The wire transfers it and never uses it. */
export type Port = object;

/** True for a value with the functions of a port. A cloned value has no functions, so a peer cannot fake one. */
export function isPort(value: unknown): value is Port {
  const { postMessage, close } = (value ?? {}) as {
    readonly postMessage?: unknown;
    readonly close?: unknown;
  };
  return typeof postMessage === 'function' && typeof close === 'function';
}

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
