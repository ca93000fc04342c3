import type { Body } from '../src/lib/body.js';
import { isRendererMessage } from '../src/lib/check-message.js';
import { electronJson } from '../src/lib/codec/electron-json.js';
import { structured } from '../src/lib/codec/structured.js';
import { CulvertError } from '../src/lib/errors.js';
import type { Encoding, Frame } from '../src/lib/frame/frame.js';
import { unpackFrame } from '../src/lib/frame/unpack-frame.js';
import { DEFAULT_LIMITS } from '../src/lib/limits.js';
import type { Packet } from '../src/lib/message.js';

export const encodings: readonly Encoding[] = ['structured-clone', 'text', 'bytes'];
export const codecs = [electronJson, structured];
const MEMORY_MB = 150;

/** Does everything that a receiver does with a frame. Any error but a malformed frame fails the test. */
export function receive(frame: Frame, encoding: Encoding): void {
  let packets: Packet[];
  try {
    packets = unpackFrame(frame, encoding);
  } catch (error) {
    assertMalformed(error);
    return;
  }
  for (const { message, body } of packets) {
    expect(typeof message).toBe('object');
    isRendererMessage(message, DEFAULT_LIMITS);
    decode(body);
  }
}

function decode(body: Body): void {
  for (const codec of codecs) {
    let args: unknown[];
    try {
      args = codec.decode(body);
    } catch (error) {
      assertMalformed(error);
      continue;
    }
    assertOwn(args);
  }
}

export function assertMalformed(error: unknown): void {
  if (!(error instanceof CulvertError) || error.code !== 'ERR_CULVERT_MALFORMED_FRAME') throw error;
}

const prototypes = [
  Object,
  Array,
  Map,
  Set,
  Date,
  RegExp,
  Error,
  Function,
  Uint8Array,
  ArrayBuffer,
  Promise,
].map((constructor) => constructor.prototype as object);
const errors = [
  Error,
  EvalError,
  RangeError,
  ReferenceError,
  SyntaxError,
  TypeError,
  URIError,
  AggregateError,
];
const known = new Set<object>([...prototypes, ...errors.map(({ prototype }) => prototype as object)]);

/** Asserts that the received values are fresh objects of known classes: no function, no prototype, no blob list. */
export function assertOwn(root: unknown): void {
  const seen = new Set<unknown>();
  const waiting = [root];
  for (const value of waiting) {
    if (typeof value === 'function') throw new Error('A function has arrived.');
    if (typeof value !== 'object' || value === null || seen.has(value)) continue;
    seen.add(value);
    if (known.has(value)) throw new Error('A prototype of this process has arrived.');
    const prototype = Object.getPrototypeOf(value) as object;
    const name = Object.prototype.toString.call(value).slice(8, -1);
    if (name === 'Object' && prototype !== Object.prototype)
      throw new Error('A strange prototype has arrived.');
    if (name === 'Array' && prototype !== Array.prototype) throw new Error('A strange array has arrived.');
    if (value instanceof Map) waiting.push(...[...value].flat(1));
    if (value instanceof Set) waiting.push(...value);
    if (value instanceof Error) waiting.push(value.cause);
    if (!ArrayBuffer.isView(value) && !(value instanceof String))
      waiting.push(...Object.values(value).slice(0, 1000));
  }
}

/** Runs it, and fails if it has taken more memory than any frame of the tests could need. */
export function withinMemory(run: () => void): void {
  const before = process.memoryUsage().rss;
  run();
  expect((process.memoryUsage().rss - before) / 1e6).toBeLessThan(MEMORY_MB);
}

/** Writes a frame as the peer would, honest or not. */
export function frameOf(line: unknown, rest: string, encoding: Encoding): Frame {
  const text = `${typeof line === 'string' ? line : JSON.stringify(line)}\n${rest}`;
  if (encoding !== 'bytes') return text;
  const encoded = Buffer.from(text);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(encoded.byteLength);
  return Buffer.concat([length, encoded]);
}

/** Asserts that no frame so far has changed a prototype of this process. */
export function expectPrototypesUnchanged(): void {
  expect({}).not.toHaveProperty('polluted');
  expect(Object.keys(Object.prototype)).toEqual([]);
  expect(Object.keys(Array.prototype)).toEqual([]);
}
