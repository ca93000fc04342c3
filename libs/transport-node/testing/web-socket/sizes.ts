import { bodyBytes, type Codec } from '@culvert/protocol';

/** Values of any size. For each kind, the size on the wire differs from the size in memory. */
export const KINDS: Readonly<Record<string, (size: number) => unknown>> = {
  ascii: (size) => 'x'.repeat(size),
  'two bytes a unit': (size) => 'é'.repeat(size),
  'three bytes a unit': (size) => '漢'.repeat(size),
  'surrogate pairs': (size) => '🦑'.repeat(size),
  'half of pairs': (size) => '\ud83e'.repeat(size),
  'what JSON escapes': (size) => '\u0001"'.repeat(size),
  bytes: (size) => new Uint8Array(size).fill(255),
  'an object of both': (size) => ({ text: '漢'.repeat(size), bytes: new Uint8Array(size) }),
};

/** True if the value arrived unchanged. A jest matcher compares each byte, which takes a minute. */
export function isSame(a: unknown, b: unknown): boolean {
  if (ArrayBuffer.isView(a) && ArrayBuffer.isView(b)) return Buffer.compare(bytesOf(a), bytesOf(b)) === 0;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
  return Object.entries(a).every(([key, value]) => isSame(value, (b as Record<string, unknown>)[key]));
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Buffer {
  return Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength);
}

/** The largest value of this kind that is within the limit, and the next larger one. */
export function around(
  limit: number,
  codec: Codec,
  make: (size: number) => unknown,
): { readonly within: unknown; readonly over: unknown } {
  // The size of a body grows by the same amount with each step.
  const bytes = (size: number) => bodyBytes(codec.encode([make(size)]));
  const step = (bytes(1002) - bytes(2)) / 1000;
  let size = Math.floor((limit - bytes(2)) / step);
  while (bytes(size) > limit) size--;
  while (bytes(size + 1) <= limit) size++;
  return { within: make(size), over: make(size + 1) };
}
