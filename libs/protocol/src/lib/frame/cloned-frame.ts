import { isPort, type Body, type Port } from '../body.js';
import { checkBlob, withOwnMemory } from './blob.js';
import type { Frame } from './frame.js';
import type { OpenFrame } from './open-frame.js';

/**
 * The `structured-clone` frame that {@link frameToBody} turned into this body.
 *
 * @param body the body that carries the frame
 */
export function bodyToFrame({ text, blobs, ports = [] }: Body): Frame {
  return blobs.length + ports.length === 0 ? text : [text, ...blobs, ...ports];
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

export function openCloned(frame: Frame): OpenFrame {
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
