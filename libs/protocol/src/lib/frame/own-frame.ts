import { isPort } from '../body.js';
import { isBlob, withOwnMemory } from './blob.js';
import type { Frame } from './frame.js';

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
