import { NO_BLOBS } from '../body.js';
import { CulvertError } from '../errors.js';
import type { Message, Packet } from '../message.js';
import { openBytes } from './bytes-frame.js';
import { openCloned } from './cloned-frame.js';
import { frameBudget, spendHead, spendMessage, spendPackets, type FrameBudget } from './frame-budget.js';
import { SAME, type FrameHead } from './frame-head.js';
import type { Encoding, Frame } from './frame.js';
import type { OpenFrame } from './open-frame.js';
import { openText } from './text-frame.js';

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
