import type { Port } from '../body.js';

/** A frame with its text already read. The reader takes its blobs and then its ports, each in order. */
export interface OpenFrame {
  readonly text: string;
  /** Reads one blob after the other, by size. `textEnd` is the end of the last body. */
  blobReader(textEnd: number): (size: number) => Uint8Array;
  /** The next port, after all blobs are read. */
  readPort(): Port;
  /** Throws if the frame has more parts than its first line says. An extra port would stay open. */
  checkEnd(): void;
}

/** Text and bytes hold no ports, so nothing is left to check. */
export function nothingToCheck(): void {}

export function refusePort(): never {
  throw new TypeError('This encoding carries no ports.');
}
