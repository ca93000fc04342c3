import { closeSync, openSync } from 'node:fs';
import { childTransport, forkRenderer } from '../src/index.js';

// A process that is out of descriptors, and starts a renderer. It prints how that failed.

const open: number[] = [];
try {
  for (;;) open.push(openSync('/dev/null', 'r'));
} catch {
  // That was the last free descriptor.
}
childTransport(forkRenderer('nothing')).frames$.subscribe({
  error: (error: { readonly code: string; readonly cause: { readonly code: string } }) => {
    // Even a line on standard output needs one.
    for (const fd of open) closeSync(fd);
    console.log(JSON.stringify([error.code, error.cause.code]));
  },
});
