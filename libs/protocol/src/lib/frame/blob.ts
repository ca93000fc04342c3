/**
 * Most blobs are of this realm, which is the faster check. Shared memory is refused: the peer could change it
 * after the check.
 */
export function checkBlob(blob: unknown): Uint8Array {
  if (!isBlob(blob)) throw new TypeError('A blob is a Uint8Array.');
  return blob;
}

export function isBlob(value: unknown): value is Uint8Array {
  if (value instanceof Uint8Array && value.buffer instanceof ArrayBuffer) return true;
  return nameOf(value) === 'Uint8Array' && nameOf((value as Uint8Array).buffer) === 'ArrayBuffer';
}

/**
 * A blob is counted by its own size. Cloning a view brings all the memory behind it, which the peer can make
 * arbitrarily large. It also brings memory that can grow.
 */
export function withOwnMemory(blob: Uint8Array): Uint8Array {
  const { resizable = false } = blob.buffer as { readonly resizable?: boolean };
  return blob.byteLength === blob.buffer.byteLength && !resizable
    ? blob
    : Uint8Array.prototype.slice.call(blob);
}

function nameOf(value: unknown): string {
  return Object.prototype.toString.call(value).slice('[object '.length, -1);
}
