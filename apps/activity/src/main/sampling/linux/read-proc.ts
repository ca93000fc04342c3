import { closeSync, openSync, readSync } from 'node:fs';

/** Reads a file under /proc; undefined if it is gone or this user may not read it. */
export type ReadProc = (path: string) => string | undefined;

/**
 * A reader with one buffer of its own. The kernel creates the contents of files in /proc while they
 * are read. So a synchronous read never waits for a disk. It costs a third of the promise form,
 * which matters with 500 processes a second.
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
