/** The child process behind a disk window: forked by main, one a scan. */
import { createRenderer } from '@culvert/core';
import { parentTransport } from '@culvert/transport-node';
import { serveScan } from './serve-scan.js';

const renderer = createRenderer(parentTransport());
serveScan(renderer);

// Nobody is left to scan for, whether main closed the connection or was killed.
renderer.status$.subscribe({ complete: () => process.exit(0) });
