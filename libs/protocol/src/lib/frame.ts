import { base64ToBytes, bytesToBase64 } from './base64.js';
import { NO_BLOBS, type Body } from './body.js';
import { CulvertError } from './errors.js';
import type { Message, Packet } from './message.js';
import { runtime } from './runtime-globals.js';

/** What a transport can carry: any cloneable value, or text only, or bytes only. */
export type Encoding = 'structured-clone' | 'text' | 'bytes';

/** A string (`text`), a `Uint8Array` (`bytes`), or, where values are cloned, a string or an array that starts with one. */
export type Frame = unknown;

/**
 * Frames carry a batch of packets. The text of a frame is one line of JSON, `[messages, sizes]`, and after it the
 * texts of all bodies, end to end: so a router reads the line, and forwards a body without a look into it.
 * `sizes` has, for each packet, the length of its text, or an array of that and its blobs' sizes in bytes.
 * Blobs follow behind the text, in the way of the encoding.
 */
export function packFrame(packets: readonly Packet[], encoding: Encoding): Frame {
  const messages: Message[] = [];
  const sizes: (number | number[])[] = [];
  const blobs: Uint8Array[] = [];
  let bodies = '';
  for (const { message, body } of packets) {
    messages.push(message);
    bodies += body.text;
    if (body.blobs.length === 0) {
      sizes.push(body.text.length);
    } else {
      sizes.push([body.text.length, ...body.blobs.map((blob) => blobSize(blob, encoding))]);
      blobs.push(...body.blobs);
    }
  }
  const text = `${JSON.stringify([messages, sizes])}\n${bodies}`;
  switch (encoding) {
    case 'structured-clone':
      return blobs.length === 0 ? text : [text, ...blobs];
    case 'text':
      return text + blobs.map(bytesToBase64).join('');
    case 'bytes':
      return joinBytes(text, blobs);
  }
}

/** Size of a blob where it stands in a frame: bytes, or characters of base64. */
function blobSize(blob: Uint8Array, encoding: Encoding): number {
  return encoding === 'text' ? Math.ceil(blob.byteLength / 3) * 4 : blob.byteLength;
}

/**
 * The packets of a frame, as the peer wrote them: what the messages say is not checked here.
 *
 * @throws CulvertError `ERR_CULVERT_MALFORMED_FRAME`
 */
export function unpackFrame<M extends Message>(frame: Frame, encoding: Encoding): Packet<M>[] {
  try {
    const parts = openFrame(frame, encoding);
    const lineEnd = parts.text.indexOf('\n');
    if (lineEnd < 0) throw new SyntaxError('A frame starts with a line of JSON.');
    const [messages, sizes] = JSON.parse(parts.text.slice(0, lineEnd)) as [unknown[], (number | number[])[]];
    let at = lineEnd + 1;
    const texts = messages.map((_, i) => {
      const size = sizes[i];
      const start = at;
      at += checkSize(Array.isArray(size) ? size[0] : size);
      if (at > parts.text.length) throw new RangeError('A body is cut off.');
      return parts.text.slice(start, at);
    });
    const blobs = parts.blobReader(at);
    return messages.map((message, i) => {
      if (typeof message !== 'object' || message === null) throw new TypeError('A message is an object.');
      const size = sizes[i];
      const body: Body = {
        text: texts[i]!,
        blobs: Array.isArray(size) ? size.slice(1).map((blob) => blobs(checkSize(blob))) : NO_BLOBS,
      };
      return { message: message as M, body };
    });
  } catch (cause) {
    throw new CulvertError('ERR_CULVERT_MALFORMED_FRAME', 'A frame of the peer could not be read.', {
      cause,
    });
  }
}

function checkSize(size: unknown): number {
  if (!Number.isSafeInteger(size) || (size as number) < 0)
    throw new RangeError('A size is a non-negative integer.');
  return size as number;
}

interface OpenFrame {
  readonly text: string;
  /** Reads one blob after the other, by size; `textEnd` is where the last body ended. */
  blobReader(textEnd: number): (size: number) => Uint8Array;
}

function openFrame(frame: Frame, encoding: Encoding): OpenFrame {
  switch (encoding) {
    case 'structured-clone':
      return openCloned(frame);
    case 'text':
      return openText(frame);
    case 'bytes':
      return openBytes(frame);
  }
}

function openCloned(frame: Frame): OpenFrame {
  // Read by index: a sparse array of any length is cheap to send, and costly to iterate.
  const parts: readonly unknown[] = Array.isArray(frame) ? frame : [frame];
  const text = parts[0];
  if (typeof text !== 'string') throw new TypeError('A frame starts with text.');
  return {
    text,
    blobReader() {
      let next = 1;
      return () => checkBlob(parts[next++]);
    },
  };
}

/** Not over shared memory, where the peer could change what was checked. */
function checkBlob(blob: unknown): Uint8Array {
  if (nameOf(blob) !== 'Uint8Array' || nameOf((blob as Uint8Array).buffer) !== 'ArrayBuffer') {
    throw new TypeError('A blob is a Uint8Array.');
  }
  return blob as Uint8Array;
}

function nameOf(value: unknown): string {
  return Object.prototype.toString.call(value).slice('[object '.length, -1);
}

function openText(frame: Frame): OpenFrame {
  if (typeof frame !== 'string') throw new TypeError('A frame is text.');
  return {
    text: frame,
    blobReader(textEnd) {
      let at = textEnd;
      return (size) => {
        if (at + size > frame.length) throw new RangeError('A blob is cut off.');
        return base64ToBytes(frame.slice(at, (at += size)));
      };
    },
  };
}

/** Four bytes before the text: its length in bytes, big-endian. */
const LENGTH_BYTES = 4;

function joinBytes(text: string, blobs: readonly Uint8Array[]): Uint8Array {
  const encoded = new runtime.TextEncoder().encode(text);
  const size = blobs.reduce((sum, blob) => sum + blob.byteLength, LENGTH_BYTES + encoded.byteLength);
  const frame = new Uint8Array(size);
  new DataView(frame.buffer).setUint32(0, encoded.byteLength);
  frame.set(encoded, LENGTH_BYTES);
  let at = LENGTH_BYTES + encoded.byteLength;
  for (const blob of blobs) {
    frame.set(blob, at);
    at += blob.byteLength;
  }
  return frame;
}

function openBytes(frame: Frame): OpenFrame {
  if (!ArrayBuffer.isView(frame)) throw new TypeError('A frame is bytes.');
  const bytes = new Uint8Array(frame.buffer, frame.byteOffset, frame.byteLength);
  const textEnd = LENGTH_BYTES + new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
  if (textEnd > bytes.byteLength) throw new RangeError('The text is cut off.');
  const text = new runtime.TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(
    bytes.subarray(LENGTH_BYTES, textEnd),
  );
  return {
    text,
    blobReader() {
      let at = textEnd;
      return (size) => {
        if (at + size > bytes.byteLength) throw new RangeError('A blob is cut off.');
        return bytes.slice(at, (at += size));
      };
    },
  };
}
