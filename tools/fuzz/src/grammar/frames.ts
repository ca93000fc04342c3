import type { Encoding, Frame } from '@culvert/protocol';
import fc from 'fast-check';
import type { WrittenBody } from './bodies.js';
import { nearMiss } from './near-miss.js';
import type { WrittenPacket } from './renderer-messages.js';
import { rendererPacket } from './renderer-messages.js';
import { Raw, toJson } from './values.js';

/** A fault of a frame as a whole. */
export type Tamper =
  | { readonly type: 'none' }
  /** Replaces the size of one packet's text, or of its first blob. */
  | { readonly type: 'size'; readonly at: number; readonly value: unknown }
  | { readonly type: 'sizes'; readonly value: unknown }
  | { readonly type: 'messages'; readonly value: unknown }
  | { readonly type: 'ports'; readonly value: unknown }
  /** Repeats the last message, written as the wire's own `0`. */
  | { readonly type: 'repeat'; readonly times: number }
  | { readonly type: 'cut'; readonly share: number }
  | { readonly type: 'flip'; readonly share: number; readonly bit: number }
  | { readonly type: 'line'; readonly text: string }
  | { readonly type: 'other encoding' };

export interface WrittenFrame {
  readonly packets: readonly WrittenPacket[];
  readonly tamper: Tamper;
  /** How many packets were changed. */
  readonly nearMisses: number;
}

const lies = fc.constantFrom<unknown>(
  null,
  [],
  {},
  'abc',
  [null],
  [-1],
  [0.5],
  ['0'],
  [[]],
  [[0, 1e15]],
  [new Raw('1e999')],
  [2 ** 53 - 1],
  [[[0]]],
);

/** The number of packets that a small frame can have, if no limit applies. */
const HEAVY = 150_000;
/** Limit of the bytes that a repeat adds to a frame. A transport takes some 48 MiB. */
const MAX_REPEATED_BYTES = 30_000_000;

const tamper: fc.Arbitrary<Tamper> = fc.oneof(
  { weight: 60, arbitrary: fc.constant<Tamper>({ type: 'none' }) },
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant('size' as const),
      at: fc.nat(3),
      value: fc.constantFrom<unknown>(
        0,
        1,
        3,
        -1,
        0.5,
        1e15,
        2 ** 53 - 1,
        null,
        '2',
        [],
        [2],
        [2, 1],
        [2, -1],
        [2, 1e9],
      ),
    }),
  },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('sizes' as const), value: lies }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('messages' as const), value: lies }) },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('ports' as const),
      value: fc.constantFrom<unknown>([1], [0, 0], [1e9], [-1], null, {}, [null], 'ab'),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant('repeat' as const),
      times: fc.oneof(
        { weight: 200, arbitrary: fc.integer({ min: 1, max: 40 }) },
        { weight: 1, arbitrary: fc.constant(HEAVY) },
      ),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant('cut' as const),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      type: fc.constant('flip' as const),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
      bit: fc.nat(6),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('line' as const),
      text: fc.constantFrom('', 'x', '[]', '[[],[]]', '[[{}],[2]]', '{"messages":[]}', '['.repeat(5000)),
    }),
  },
  { weight: 1, arbitrary: fc.constant<Tamper>({ type: 'other encoding' }) },
);

/** The depth of guests inside the frames of guests. */
const GUEST_DEPTH = 3;

interface Choice {
  readonly written: WrittenPacket;
  readonly isNearMiss: boolean;
}

function choices(packet: fc.Arbitrary<WrittenPacket>): fc.Arbitrary<Choice> {
  return fc.oneof(
    { weight: 7, arbitrary: fc.record({ written: packet, isNearMiss: fc.constant(false) }) },
    { weight: 3, arbitrary: fc.record({ written: nearMiss(packet), isNearMiss: fc.constant(true) }) },
  );
}

export function frames(packet: fc.Arbitrary<WrittenPacket>): fc.Arbitrary<WrittenFrame> {
  const choice = choices(packet);
  const batch = fc.oneof(
    { weight: 12, arbitrary: fc.array(choice, { minLength: 1, maxLength: 2 }) },
    { weight: 1, arbitrary: fc.array(choice, { minLength: 0, maxLength: 12 }) },
  );
  return fc.record({ batch, tamper }).map(({ batch: chosen, tamper: change }) => ({
    packets: chosen.map(({ written }) => written),
    tamper: change,
    nearMisses: chosen.filter(({ isNearMiss }) => isNearMiss).length,
  }));
}

/** A message of a guest's connection: it has a frame in the body of its host's message. */
function guestFrame(inner: fc.Arbitrary<WrittenFrame>): fc.Arbitrary<WrittenPacket> {
  return fc.record({ link: fc.integer({ min: 1, max: 6 }), frame: inner }).map(({ link, frame }) => ({
    message: { kind: 'guestFrame', link },
    body: bodyOf(frame),
  }));
}

function bodyOf(frame: WrittenFrame): WrittenBody {
  const written = writeFrame(frame, 'structured-clone', 0);
  const parts: readonly unknown[] = Array.isArray(written) ? written : [written];
  const blobs = parts.filter((part) => part instanceof Uint8Array).map(({ byteLength }) => byteLength);
  return { text: typeof parts[0] === 'string' ? parts[0] : '', blobs };
}

const guestHello: fc.Arbitrary<WrittenPacket> = fc
  .constantFrom('electronJson', 'structured')
  .map((codec) => ({
    message: { kind: 'hello', version: 1, codec },
    body: { text: '[]', blobs: [] },
  }));

function packetsAt(depth: number): fc.Arbitrary<WrittenPacket> {
  if (depth === 0) return rendererPacket;
  const inner = frames(
    fc.oneof({ weight: 1, arbitrary: guestHello }, { weight: 3, arbitrary: packetsAt(depth - 1) }),
  );
  return fc.oneof({ weight: 16, arbitrary: rendererPacket }, { weight: 3, arbitrary: guestFrame(inner) });
}

/** Frames of a hostile renderer and its guests. */
export const rendererFrame: fc.Arbitrary<WrittenFrame> = frames(packetsAt(GUEST_DEPTH));

/** The frame as bytes or values of this encoding. */
export function writeFrame(
  { packets, tamper: change }: WrittenFrame,
  encoding: Encoding,
  latest: number,
): Frame {
  let messages: unknown = packets.map(({ message }) => message);
  let sizes: unknown = packets.map(({ body }) => sizeOf(body, encoding));
  let texts = packets.map(({ body }) => body.text).join('');
  let blobs = packets.flatMap(({ body }) => body.blobs);
  let ports: unknown;
  switch (change.type) {
    case 'size': {
      const list = sizes as unknown[];
      if (list.length > 0) list[change.at % list.length] = change.value;
      break;
    }
    case 'sizes':
      sizes = change.value;
      break;
    case 'messages':
      messages = change.value;
      break;
    case 'ports':
      ports = change.value;
      break;
    case 'repeat': {
      const last = packets.at(-1);
      if (last === undefined) break;
      const times = timesWithin(last.body, change.times);
      const again = Array.from({ length: times }, () => last.body);
      messages = [...(messages as unknown[]), ...again.map(() => 0)];
      sizes = [...(sizes as unknown[]), ...again.map((body) => sizeOf(body, encoding))];
      texts += again.map(({ text }) => text).join('');
      blobs = [...blobs, ...again.flatMap((body) => body.blobs)];
      break;
    }
    case 'none':
    case 'cut':
    case 'flip':
    case 'line':
    case 'other encoding':
      break;
  }
  const head = ports === undefined ? [messages, sizes] : [messages, sizes, ports];
  const line = change.type === 'line' ? change.text : toJson(head, latest);
  const text = `${line}\n${texts}`;
  const written = change.type === 'other encoding' ? otherThan(encoding) : encoding;
  return corrupt(join(text, blobs, written), change);
}

/**
 * Limits repeats, because repeats within repeats grow fast and no transport would carry the result.
 * Large messages are repeated less often.
 */
function timesWithin({ text, blobs }: WrittenBody, times: number): number {
  const length = blobs.reduce((sum, bytes) => sum + bytes, text.length);
  if (length * 40 > MAX_REPEATED_BYTES) return 1;
  return text.length > 200 || blobs.length > 0 ? Math.min(times, 40) : times;
}

function sizeOf({ text, blobs }: WrittenBody, encoding: Encoding): unknown {
  if (blobs.length === 0) return text.length;
  return [text.length, ...blobs.map((bytes) => (encoding === 'text' ? Math.ceil(bytes / 3) * 4 : bytes))];
}

function otherThan(encoding: Encoding): Encoding {
  return encoding === 'text' ? 'bytes' : 'text';
}

function join(text: string, blobs: readonly number[], encoding: Encoding): Frame {
  switch (encoding) {
    case 'text':
      return text + blobs.map((bytes) => 'A'.repeat(Math.ceil(bytes / 3) * 4)).join('');
    case 'structured-clone':
      return blobs.length === 0 ? text : [text, ...blobs.map((bytes) => new Uint8Array(bytes))];
    case 'bytes': {
      const encoded = new TextEncoder().encode(text);
      const frame = new Uint8Array(4 + encoded.byteLength + blobs.reduce((sum, bytes) => sum + bytes, 0));
      new DataView(frame.buffer).setUint32(0, encoded.byteLength);
      frame.set(encoded, 4);
      return frame;
    }
  }
}

function corrupt(frame: Frame, change: Tamper): Frame {
  if (change.type !== 'cut' && change.type !== 'flip') return frame;
  if (Array.isArray(frame)) {
    const [text, ...rest] = frame as unknown[];
    // Half of the cuts remove blobs.
    if (change.type === 'cut' && change.share > 0.5) return [text, ...rest.slice(1)];
    return [corrupt(text, change), ...rest];
  }
  if (typeof frame === 'string') {
    const at = Math.floor(change.share * frame.length);
    if (change.type === 'cut') return frame.slice(0, at);
    const flipped = String.fromCharCode(frame.charCodeAt(at) ^ (1 << change.bit));
    return frame.slice(0, at) + flipped + frame.slice(at + 1);
  }
  const bytes = (frame as Uint8Array).slice();
  const at = Math.min(Math.floor(change.share * bytes.byteLength), bytes.byteLength - 1);
  if (change.type === 'cut') return bytes.subarray(0, at);
  bytes[at]! ^= 1 << change.bit;
  return bytes;
}

/** The kind of a frame, for the table. */
export function kindOf({ tamper: { type }, nearMisses }: WrittenFrame): string {
  if (type === 'none') return nearMisses === 0 ? 'well-formed' : 'a message nearly well-formed';
  return type === 'repeat' ? 'a message repeated' : `frame: ${type}`;
}
