import { base64ToBytes, bytesToBase64 } from '../base64.js';
import type { Frame } from './frame.js';
import { nothingToCheck, refusePort, type OpenFrame } from './open-frame.js';

export function joinText(text: string, blobs: readonly Uint8Array[]): string {
  return text + blobs.map(bytesToBase64).join('');
}

export function openText(frame: Frame): OpenFrame {
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
    readPort: refusePort,
    checkEnd: nothingToCheck,
  };
}
