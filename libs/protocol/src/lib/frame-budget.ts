import { bodyBytes } from './body.js';
import { CulvertError } from './errors.js';
import {
  MAX_BATCH_BYTES,
  MAX_FRAME_BLOBS,
  MAX_FRAME_MESSAGES,
  MAX_FRAME_REQUESTS,
  MAX_HEAD_LENGTH,
} from './limits.js';
import type { Message, Packet } from './message.js';

/**
 * What a frame may still hold, and the frames of guests inside it. Two bytes make a packet, so the size of a frame alone
 * does not bound what it costs to open it.
 */
export interface FrameBudget {
  messages: number;
  /** Length of the first line in UTF-16 units. */
  headLength: number;
}

/** How deep frames of guests stand inside each other; each of their windows adds a line. */
const LEVELS = 16;

/** What one frame of a peer may hold, together with those of guests inside it. */
export function frameBudget(): FrameBudget {
  return { messages: MAX_FRAME_MESSAGES + LEVELS, headLength: 2 * MAX_HEAD_LENGTH };
}

/**
 * Whether one frame may hold all of these, and not each of them alone only.
 *
 * @throws CulvertError `ERR_CULVERT_MESSAGE_TOO_LARGE`
 */
export function checkPacked(packets: readonly Packet[]): void {
  let [messages, bytes, blobs] = [0, 0, 0];
  for (const { message, body } of packets) {
    // By its length: a window does not look into the frames of its guests, and one of them must not cost the others theirs.
    messages += message.kind === 'guestFrame' ? 1 + body.text.length * WEIGHT_OF_UNIT : weightOf(message);
    bytes += bodyBytes(body);
    blobs += body.blobs.length;
  }
  if (blobs > MAX_FRAME_BLOBS) throw tooLarge('binary values', blobs, MAX_FRAME_BLOBS);
  if (packets.length === 1) return;
  if (messages > MAX_FRAME_MESSAGES) throw tooLarge('messages', messages, MAX_FRAME_MESSAGES);
  if (bytes > MAX_BATCH_BYTES) throw tooLarge('bytes', bytes, MAX_BATCH_BYTES);
}

/**
 * Each of these makes main begin something, a port or a guest above all, which costs some fifty times what passing a message
 * on does. So there are fewer of them in a frame.
 */
const REQUESTS: ReadonlySet<unknown> = new Set([
  'call',
  'stream',
  'sync',
  'port',
  'openGuest',
] satisfies Message['kind'][]);
const REQUEST_WEIGHT = MAX_FRAME_MESSAGES / MAX_FRAME_REQUESTS;
/** `,0` says the message before again, and `,0` its size: a guest that writes its frames by hand needs no more for a request. */
const WEIGHT_OF_UNIT = REQUEST_WEIGHT / ',0,0'.length;

/** For how many plain messages this one counts. */
export function weightOf({ kind }: { readonly kind?: unknown }): number {
  return REQUESTS.has(kind) ? REQUEST_WEIGHT : 1;
}

/**
 * Takes a message from the budget, which has its plain part already.
 *
 * @throws CulvertError `ERR_CULVERT_MESSAGE_TOO_LARGE`
 */
export function spendMessage(budget: FrameBudget, message: object): void {
  const weight = weightOf(message);
  if (weight === 1) return;
  budget.messages -= weight - 1;
  if (budget.messages < 0) throw tooLarge('requests or more', MAX_FRAME_REQUESTS, MAX_FRAME_REQUESTS);
}

/**
 * Takes a line of this length from the budget, before it is read.
 *
 * @throws CulvertError `ERR_CULVERT_MESSAGE_TOO_LARGE`
 */
export function spendHead(budget: FrameBudget, length: number): void {
  budget.headLength -= length;
  if (length > MAX_HEAD_LENGTH || budget.headLength < 0) throw headTooLong(length);
}

/**
 * Takes what the head of a frame promises from the budget, before any of it is made.
 *
 * @throws CulvertError `ERR_CULVERT_MESSAGE_TOO_LARGE`
 * @throws TypeError for what is no head
 */
export function spendPackets(budget: FrameBudget, messages: unknown, sizes: unknown): void {
  if (!Array.isArray(messages) || !Array.isArray(sizes)) throw new TypeError('A head has two arrays.');
  if (sizes.length !== messages.length) throw new RangeError('Each message has a size.');
  budget.messages -= messages.length;
  if (messages.length > MAX_FRAME_MESSAGES || budget.messages < 0) {
    throw tooLarge('messages', messages.length, MAX_FRAME_MESSAGES);
  }
  let blobs = 0;
  for (const size of sizes as readonly unknown[]) if (Array.isArray(size)) blobs += size.length - 1;
  if (blobs > MAX_FRAME_BLOBS) throw tooLarge('binary values', blobs, MAX_FRAME_BLOBS);
}

export function headTooLong(length: number): CulvertError {
  return tooLarge('characters in its first line', length, MAX_HEAD_LENGTH);
}

function tooLarge(what: string, count: number, limit: number): CulvertError {
  const words = `A frame has ${count} ${what}; the limit is ${limit}.`;
  return new CulvertError('ERR_CULVERT_MESSAGE_TOO_LARGE', words);
}
