import type { Port } from '../body.js';
import { MAX_HEAD_LENGTH } from '../limits.js';
import type { Message, Packet } from '../message.js';
import { joinBytes } from './bytes-frame.js';
import { bodyToFrame } from './cloned-frame.js';
import { checkPacked, headTooLong } from './frame-budget.js';
import { SAME } from './frame-head.js';
import type { Encoding, Frame } from './frame.js';
import { joinText } from './text-frame.js';

/**
 * Frames carry a batch of packets. The text of a frame is one line of JSON, `[messages, sizes]`, then the texts
 * of all bodies, end to end. So a router reads the line and forwards each body unread. A `0` in `messages`
 * repeats the previous message, because a batch is often from one channel. `sizes` has the text length of each
 * packet, or an array of that and its blob sizes in bytes. Blobs follow the text, in the form of the encoding.
 *
 * On a cloning transport, ports follow the blobs. The line then has a third entry: the number of ports of each
 * packet. The caller passes the same ports to the transport, in its transfer list.
 *
 * @throws CulvertError `ERR_CULVERT_MESSAGE_TOO_LARGE` for more than `unpackFrame` takes; fewer packets may fit
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
      return joinText(text, blobs);
    case 'bytes':
      return joinBytes(text, blobs);
  }
}

/** A numbered message never equals the previous one. */
function isSame<M extends object>(message: M, previous: M | undefined): boolean {
  if (previous === undefined || 'seq' in message) return false;
  for (const key in message) if (message[key] !== previous[key]) return false;
  for (const key in previous) if (!(key in message)) return false;
  return true;
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
