import { runtime } from '../runtime-globals.js';
import type { Frame } from './frame.js';
import { nothingToCheck, refusePort, type OpenFrame } from './open-frame.js';

/** Four bytes before the text, big-endian: its length in bytes, and the flag {@link UTF_16}. */
const LENGTH_BYTES = 4;
/** Set if the text is UTF-16, little-endian. Otherwise the text is ASCII. */
const UTF_16 = 0x8000_0000;

/** Made once, on first use: each one costs more than a short frame. */
let encoder: InstanceType<typeof runtime.TextEncoder> | undefined;

export function joinBytes(text: string, blobs: readonly Uint8Array[]): Uint8Array {
  let blobBytes = 0;
  for (const { byteLength } of blobs) blobBytes += byteLength;
  const frame = frameWithText(text, blobBytes);
  let at = frame.byteLength - blobBytes;
  for (const blob of blobs) {
    frame.set(blob, at);
    at += blob.byteLength;
  }
  return frame;
}

/**
 * A frame with its text, and room for the blobs behind it. Most text is ASCII, and is written in place. Other text is
 * UTF-16, which a reader only copies. A reader would need 0.3 s to decode 32 MiB of UTF-8.
 */
function frameWithText(text: string, blobBytes: number): Uint8Array {
  encoder ??= new runtime.TextEncoder();
  const { length } = text;
  const frame = new Uint8Array(LENGTH_BYTES + length + blobBytes);
  const { read } = encoder.encodeInto(text, frame.subarray(LENGTH_BYTES, LENGTH_BYTES + length));
  // One byte for each unit is enough only for ASCII.
  if (read === length) {
    new DataView(frame.buffer).setUint32(0, length);
    return frame;
  }
  const wide = new Uint8Array(LENGTH_BYTES + 2 * length + blobBytes);
  const view = new DataView(wide.buffer);
  view.setUint32(0, UTF_16 + 2 * length);
  // Node copies the text at once. The loop is for pages.
  if (!runtime.Buffer?.from(wide.buffer, LENGTH_BYTES).write(text, 'utf-16le')) {
    for (let i = length; i--;) view.setUint16(LENGTH_BYTES + 2 * i, text.charCodeAt(i), true);
  }
  return wide;
}

/**
 * No bytes make it throw, and its time depends only on their length. A page replaces half a surrogate pair. Culvert's
 * codecs escape one before.
 */
function readText(bytes: Uint8Array, label: 'utf-16le' | 'latin1'): string {
  return (
    runtime.Buffer?.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString(label) ??
    new runtime.TextDecoder(label).decode(bytes)
  );
}

export function openBytes(frame: Frame): OpenFrame {
  if (!ArrayBuffer.isView(frame)) throw new TypeError('A frame is bytes.');
  // A plain view, because `slice` of a Node Buffer would share memory with the frame.
  const bytes = new Uint8Array(frame.buffer, frame.byteOffset, frame.byteLength);
  const length = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0);
  const textEnd = LENGTH_BYTES + (length % UTF_16);
  if (textEnd > bytes.byteLength) throw new RangeError('A body is cut off.');
  const text = readText(bytes.subarray(LENGTH_BYTES, textEnd), length < UTF_16 ? 'latin1' : 'utf-16le');
  return {
    text,
    blobReader() {
      let at = textEnd;
      return (size) => {
        if (at + size > bytes.byteLength) throw new RangeError('A blob is cut off.');
        return bytes.slice(at, (at += size));
      };
    },
    readPort: refusePort,
    checkEnd: nothingToCheck,
  };
}
