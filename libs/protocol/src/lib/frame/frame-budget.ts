import { bodyBytes } from '../body.js';
import { CulvertError } from '../errors.js';
import {
  MAX_BATCH_BYTES,
  MAX_FRAME_BLOBS,
  MAX_FRAME_MESSAGES,
  MAX_FRAME_REQUESTS,
  MAX_HEAD_LENGTH,
} from '../limits.js';
import type { Message, Packet } from '../message.js';

/**
 * The messages and text that a frame may still hold, including the frames of guests inside it. Two bytes can
 * stand for a packet, so a frame's size alone does not bound the cost of opening it.
 */
export interface FrameBudget {
  /** Messages, where a request counts as several. */
  messages: number;
  /** Length of the first line in UTF-16 units. */
  headLength: number;
}

/** How deep frames of guests may nest. The window at each level adds a line. */
const LEVELS = 16;

/** The budget of one frame of a peer, including the frames of guests inside it. */
export function frameBudget(): FrameBudget {
  return { messages: MAX_FRAME_MESSAGES + LEVELS, headLength: 2 * MAX_HEAD_LENGTH };
}

/** Checks that one frame may hold all of these packets together. */
export function checkPacked(packets: readonly Packet[]): void {
  let [messages, bytes, blobs] = [0, 0, 0];
  for (const { message, body } of packets) {
    // A `guestFrame` is counted by its length, because a window does not read the frames of its guests. One
    // guest must not use up the budget of the others.
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
 * Each of these makes main begin something, a port or a guest above all. It costs some fifty times as much as
 * relaying a message, so a frame may have fewer of them.
 */
const REQUESTS: ReadonlySet<unknown> = new Set([
  'call',
  'stream',
  'sync',
  'port',
  'openGuest',
] satisfies Message['kind'][]);
const REQUEST_WEIGHT = MAX_FRAME_MESSAGES / MAX_FRAME_REQUESTS;
/**
 * `,0` repeats the previous message, and another `,0` gives its size. A guest that writes its frames by hand
 * needs only this for a request.
 */
const WEIGHT_OF_UNIT = REQUEST_WEIGHT / ',0,0'.length;

/** The number of plain messages that this one counts for. */
export function weightOf({ kind }: { readonly kind?: unknown }): number {
  return REQUESTS.has(kind) ? REQUEST_WEIGHT : 1;
}

/** Takes a message from the budget. Its cost as a plain message is already taken. */
export function spendMessage(budget: FrameBudget, message: object): void {
  const weight = weightOf(message);
  if (weight === 1) return;
  budget.messages -= weight - 1;
  if (budget.messages < 0) throw tooLarge('requests or more', MAX_FRAME_REQUESTS, MAX_FRAME_REQUESTS);
}

/** Takes a line of this length from the budget, before the line is read. */
export function spendHead(budget: FrameBudget, length: number): void {
  budget.headLength -= length;
  if (length > MAX_HEAD_LENGTH || budget.headLength < 0) throw headTooLong(length);
}

/**
 * Takes the messages and blobs of a frame from the budget. The head announces them; none of them is made yet.
 *
 * @throws CulvertError `ERR_CULVERT_MESSAGE_TOO_LARGE`
 * @throws TypeError if these are not the parts of a head
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
