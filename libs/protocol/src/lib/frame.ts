import { base64ToBytes, bytesToBase64 } from './base64.js';
import { NO_BLOBS, type Body, type Port } from './body.js';
import { CulvertError } from './errors.js';
import {
  checkPacked,
  frameBudget,
  headTooLong,
  spendHead,
  spendMessage,
  spendPackets,
  type FrameBudget,
} from './frame-budget.js';
import { MAX_HEAD_LENGTH } from './limits.js';
import type { Message, Packet } from './message.js';
import { runtime } from './runtime-globals.js';

/** The values that a transport can carry: any cloneable value, only text, or only bytes. */
export type Encoding = 'structured-clone' | 'text' | 'bytes';

/**
 * A string (`text`) or a `Uint8Array` (`bytes`). A cloning transport carries a string, or an array that starts
 * with one.
 */
export type Frame = unknown;

/**
 * Frames carry a batch of packets. The text of a frame is one line of JSON, `[messages, sizes]`, then the texts
 * of all bodies, end to end. So a router reads the line and forwards each body unread. A `0` in `messages`
 * repeats the previous message, because a batch is often from one channel. `sizes` has the text length of each
 * packet, or an array of that and its blob sizes in bytes. Blobs follow the text, in the form of the encoding.
 *
 * On a cloning transport, ports follow the blobs. The line then has a third entry: the number of ports of each
 * packet. The caller passes the same ports to the transport, in its transfer list.
 *
 * @throws CulvertError `ERR_CULVERT_MESSAGE_TOO_LARGE` for more than {@link unpackFrame} takes; fewer packets
 * may fit
 */
export function packFrame(packets: readonly Packet[], encoding: Encoding): Frame {
  const messages: (Message | typeof SAME)[] = [];
  let previous: Message | undefined;
  const sizes: (number | number[])[] = [];
  const blobs: Uint8Array[] = [];
  const ports = portsOf(packets);
  let bodies = '';
  checkPacked(packets);
  for (const { message, body } of packets) {
    messages.push(isSame(message, previous) ? SAME : message);
    previous = message;
    bodies += body.text;
    if (body.blobs.length === 0) {
      sizes.push(body.text.length);
    } else {
      sizes.push([body.text.length, ...body.blobs.map((blob) => blobSize(blob, encoding))]);
      for (const blob of body.blobs) blobs.push(blob);
    }
  }
  const counts = ports.length === 0 ? [] : [packets.map(({ body }) => body.ports?.length ?? 0)];
  const head = JSON.stringify([messages, sizes, ...counts]);
  if (head.length > MAX_HEAD_LENGTH) throw headTooLong(head.length);
  const text = `${head}\n${bodies}`;
  switch (encoding) {
    case 'structured-clone':
      return bodyToFrame({ text, blobs, ports });
    case 'text':
      return text + blobs.map(bytesToBase64).join('');
    case 'bytes':
      return joinBytes(text, blobs);
  }
}

/** Repeats the previous message. */
const SAME = 0;

/** A numbered message never equals the previous one. */
function isSame<M extends object>(message: M, previous: M | undefined): boolean {
  if (previous === undefined || 'seq' in message) return false;
  for (const key in message) if (message[key] !== previous[key]) return false;
  for (const key in previous) if (!(key in message)) return false;
  return true;
}

/**
 * Turns a `structured-clone` frame into a body, to carry it inside another connection's frames. A value that is
 * not a frame becomes a body that its reader finds malformed.
 */
export function frameToBody(frame: Frame): Body {
  const parts: readonly unknown[] = Array.isArray(frame) ? frame : [frame];
  const text = typeof parts[0] === 'string' ? parts[0] : '';
  const blobs: Uint8Array[] = [];
  const ports: Port[] = [];
  // By index, up to the first part that is neither. A sparse array of any length is cheap to send, and costly
  // to iterate.
  for (let i = 1; i < parts.length; i++) {
    const part = parts[i];
    if (part instanceof Uint8Array) blobs.push(withOwnMemory(part));
    else if (isPort(part)) ports.push(part);
    else break;
  }
  return { text, blobs, ...(ports.length > 0 && { ports }) };
}

/**
 * Size of a frame as `messageBytes` counts it. For a malformed frame, only the parts that are cheap to reach
 * are counted.
 */
export function frameBytes(frame: Frame): number {
  if (typeof frame === 'string') return frame.length * 2;
  if (ArrayBuffer.isView(frame)) return frame.byteLength;
  if (!Array.isArray(frame)) return 0;
  let bytes = typeof frame[0] === 'string' ? frame[0].length * 2 : 0;
  // By index, up to the first part that is not binary: see frameToBody.
  for (let i = 1; i < frame.length && ArrayBuffer.isView(frame[i]); i++) {
    bytes += (frame[i] as ArrayBufferView).byteLength;
  }
  return bytes;
}

/** The `structured-clone` frame that {@link frameToBody} turned into this body. */
export function bodyToFrame({ text, blobs, ports = [] }: Body): Frame {
  return blobs.length + ports.length === 0 ? text : [text, ...blobs, ...ports];
}

/** The ports of all packets, in their order in the frame. */
export function portsOf(packets: readonly Packet[]): Port[] {
  const ports: Port[] = [];
  for (const { body } of packets) for (const port of body.ports ?? NO_PORTS) ports.push(port);
  return ports;
}

const NO_PORTS: readonly Port[] = [];

/** Size of a blob inside a frame: bytes, or characters of base64. */
function blobSize(blob: Uint8Array, encoding: Encoding): number {
  return encoding === 'text' ? Math.ceil(blob.byteLength / 3) * 4 : blob.byteLength;
}

/**
 * The packets of a frame, as the peer wrote them. The content of the messages is not checked here.
 *
 * @param budget that the frame may use up, reduced by its content. Default: a budget of its own.
 * @throws CulvertError `ERR_CULVERT_MALFORMED_FRAME`. Its cause is an `ERR_CULVERT_MESSAGE_TOO_LARGE` if the
 * frame exceeds its budget.
 */
export function unpackFrame<M extends Message>(
  frame: Frame,
  encoding: Encoding,
  budget: FrameBudget = frameBudget(),
): Packet<M>[] {
  try {
    const parts = openFrame(frame, encoding);
    const lineEnd = parts.text.indexOf('\n');
    if (lineEnd < 0) throw new SyntaxError('A frame starts with a line of JSON.');
    spendHead(budget, lineEnd);
    const head = JSON.parse(parts.text.slice(0, lineEnd)) as FrameHead;
    spendPackets(budget, head[0], head[1]);
    const packets: Packet<M>[] = [];
    const textEnd = readTexts(parts.text, lineEnd + 1, head, packets, budget);
    const [, sizes, portCounts] = head;
    const isTextOnly = portCounts === undefined && sizes.every(isNumber);
    const whole = isTextOnly ? packets : withBlobsAndPorts(packets, head, parts, textEnd);
    parts.checkEnd();
    return whole;
  } catch (cause) {
    throw new CulvertError('ERR_CULVERT_MALFORMED_FRAME', 'A frame of the peer could not be read.', {
      cause,
    });
  }
}

/** Most packets have only a text, so this completes them. Returns the end of the last text. */
function readTexts<M extends Message>(
  text: string,
  start: number,
  [messages, sizes]: FrameHead,
  packets: Packet<M>[],
  budget: FrameBudget,
): number {
  let at = start;
  let message: unknown;
  for (let i = 0; i < messages.length; i++) {
    if (messages[i] !== SAME) message = messages[i];
    if (typeof message !== 'object' || message === null) throw new TypeError('A message is an object.');
    spendMessage(budget, message);
    const size = sizes[i];
    const end = at + checkSize(Array.isArray(size) ? size[0] : size);
    if (end > text.length) throw new RangeError('A body is cut off.');
    packets.push({ message: message as M, body: { text: text.slice(at, end), blobs: NO_BLOBS } });
    at = end;
  }
  return at;
}

function withBlobsAndPorts<M extends Message>(
  packets: readonly Packet<M>[],
  [, sizes, portCounts]: FrameHead,
  parts: OpenFrame,
  textEnd: number,
): Packet<M>[] {
  const readBlob = parts.blobReader(textEnd);
  const withBlobs = packets.map(({ message, body: { text } }, i): Packet<M> => {
    const size = sizes[i];
    const blobs = Array.isArray(size) ? size.slice(1).map((blob) => readBlob(checkSize(blob))) : NO_BLOBS;
    return { message, body: { text, blobs } };
  });
  if (portCounts === undefined) return withBlobs;
  return withBlobs.map(({ message, body }, i) => {
    const ports = Array.from({ length: checkSize(portCounts[i]) }, () => parts.readPort());
    return { message, body: ports.length === 0 ? body : { ...body, ports } };
  });
}

function isNumber(size: unknown): boolean {
  return typeof size === 'number';
}

function checkSize(size: unknown): number {
  if (!Number.isSafeInteger(size) || (size as number) < 0)
    throw new RangeError('A size is a non-negative integer.');
  return size as number;
}

/** The first line of a frame, if it is one. */
type FrameHead = [messages: unknown[], sizes: (number | number[])[], portCounts?: number[]];

interface OpenFrame {
  readonly text: string;
  /** Reads one blob after the other, by size. `textEnd` is the end of the last body. */
  blobReader(textEnd: number): (size: number) => Uint8Array;
  /** The next port, after all blobs are read. */
  readPort(): Port;
  /** Throws if the frame has more parts than its first line says. An extra port would stay open. */
  checkEnd(): void;
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
  let next = 1;
  return {
    text,
    blobReader() {
      return () => withOwnMemory(checkBlob(parts[next++]));
    },
    readPort() {
      const port = parts[next++];
      if (!isPort(port)) throw new TypeError('A port is a MessagePort.');
      return port;
    },
    checkEnd() {
      if (parts.length > next) throw new RangeError('A frame has the parts that its first line says.');
    },
  };
}

/** A cloned value has no functions, so a value with these functions is a port of the platform. */
function isPort(value: unknown): value is Port {
  const { postMessage, close } = (value ?? {}) as {
    readonly postMessage?: unknown;
    readonly close?: unknown;
  };
  return typeof postMessage === 'function' && typeof close === 'function';
}

/** Text and bytes hold no ports, so nothing is left to check. */
function noParts(): void {}

function noPort(): never {
  throw new TypeError('This encoding carries no ports.');
}

/**
 * Most blobs are of this realm, which is the faster check. Shared memory is refused: the peer could change it
 * after the check.
 */
function checkBlob(blob: unknown): Uint8Array {
  if (!isBlob(blob)) throw new TypeError('A blob is a Uint8Array.');
  return blob;
}

function isBlob(value: unknown): value is Uint8Array {
  if (value instanceof Uint8Array && value.buffer instanceof ArrayBuffer) return true;
  return nameOf(value) === 'Uint8Array' && nameOf((value as Uint8Array).buffer) === 'ArrayBuffer';
}

/**
 * A blob is counted by its own size. Cloning a view brings all the memory behind it, which the peer can make
 * arbitrarily large. It also brings memory that can grow.
 */
function withOwnMemory(blob: Uint8Array): Uint8Array {
  const { resizable = false } = blob.buffer as { readonly resizable?: boolean };
  return blob.byteLength === blob.buffer.byteLength && !resizable
    ? blob
    : Uint8Array.prototype.slice.call(blob);
}

/**
 * Copies a frame that will be kept. The copy lets go of the memory that its binary parts were cut from, and of
 * extra parts. So it takes at most the memory that {@link frameBytes} counts.
 */
export function ownFrame(frame: Frame): Frame {
  if (typeof frame === 'string') return frame;
  if (isBlob(frame)) return withOwnMemory(frame);
  if (!Array.isArray(frame)) return undefined;
  const parts: unknown[] = [];
  // By index, up to the first part that is neither: see frameToBody.
  for (let i = 0; i < frame.length; i++) {
    const part: unknown = frame[i];
    if (isBlob(part)) parts.push(withOwnMemory(part));
    else if (i === 0 ? typeof part === 'string' : isPort(part)) parts.push(part);
    else break;
  }
  return parts;
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
    readPort: noPort,
    checkEnd: noParts,
  };
}

/** Four bytes before the text, big-endian: its length in bytes, and the flag {@link UTF_16}. */
const LENGTH_BYTES = 4;
/** Set if the text is UTF-16, little-endian. Otherwise the text is ASCII. */
const UTF_16 = 0x8000_0000;

/** Made once, on first use: each one costs more than a short frame. */
let encoder: InstanceType<typeof runtime.TextEncoder> | undefined;

function joinBytes(text: string, blobs: readonly Uint8Array[]): Uint8Array {
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
 * A frame with its text, and room for the blobs behind it. Most text is ASCII, and is written directly in
 * place. Other text is copied as the engine holds it. A reader would need a third of a second for 32 MiB of
 * UTF-8.
 */
function frameWithText(text: string, blobBytes: number): Uint8Array {
  encoder ??= new runtime.TextEncoder();
  const { length } = text;
  const frame = new Uint8Array(LENGTH_BYTES + length + blobBytes);
  const { read } = encoder.encodeInto(text, frame.subarray(LENGTH_BYTES, LENGTH_BYTES + length));
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

/** This never fails, even on hostile bytes, and takes the same time for every text of a length. */
function readText(bytes: Uint8Array, label: 'utf-16le' | 'latin1'): string {
  return (
    runtime.Buffer?.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString(label) ??
    new runtime.TextDecoder(label).decode(bytes)
  );
}

function openBytes(frame: Frame): OpenFrame {
  if (!ArrayBuffer.isView(frame)) throw new TypeError('A frame is bytes.');
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
    readPort: noPort,
    checkEnd: noParts,
  };
}
