import { closeSync, openSync, readSync } from 'node:fs';

/** Reads a file under /proc; undefined where it is gone or closed to us. */
export type ReadProc = (path: string) => string | undefined;

/**
 * A reader with one buffer of its own. Files in /proc are made up by the kernel as they are read, so a synchronous
 * read never waits for a disk; it costs a third of the promise form, which matters with 500 processes a second.
 */
export function createProcReader(root = '/proc'): ReadProc {
  let buffer = Buffer.allocUnsafe(16 * 1024);
  return (path) => {
    try {
      const file = openSync(`${root}/${path}`, 'r');
      try {
        let length = 0;
        for (;;) {
          const count = readSync(file, buffer, length, buffer.length - length, null);
          length += count;
          if (count === 0) return buffer.toString('utf8', 0, length);
          if (length === buffer.length) buffer = Buffer.concat([buffer], buffer.length * 2);
        }
      } finally {
        closeSync(file);
      }
    } catch {
      return undefined;
    }
  };
}
