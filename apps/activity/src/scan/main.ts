/** The child process of a disk window. Main forks one for each scan. */
import { createRenderer } from '@culvert/core';
import { parentTransport } from '@culvert/transport-node';
import { serveScan } from './serve-scan.js';

const renderer = createRenderer(parentTransport());
serveScan(renderer);

// No window needs this scan: main has closed the connection or was killed.
renderer.status$.subscribe({ complete: () => process.exit(0) });
