/**
 * The main process of an example on Culvert: `main EXAMPLE RENDERER`. RENDERER is the file of the
 * bundled renderer.
 */
import { Worker } from 'node:worker_threads';
import { createMain } from '@culvert/core';
import { installElectron } from '@culvert/core/electron';
import { workerTransport } from '@culvert/transport-node';
import { windowsOf, type Example } from './examples.js';

const programs: Readonly<Record<Example, () => Promise<unknown>>> = {
  'ping-pong': () => import('../ping-pong/main.js'),
  settings: () => import('../settings/main.js'),
  'window-to-window': () => import('../window-to-window/main.js'),
  'send-to': () => import('../send-to/main.js'),
};

const [, , example, renderer] = process.argv as [string, string, Example, string];
const main = createMain();
installElectron({ main });
await programs[example]();
for (let i = 0; i < windowsOf[example]; i++)
  main.connect(workerTransport(new Worker(renderer, { workerData: example })));
