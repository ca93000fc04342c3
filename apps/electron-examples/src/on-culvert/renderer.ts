/** A window of an example on Culvert. It connects, then loads the example's renderer unchanged. */
import { workerData } from 'node:worker_threads';
import { createRenderer } from '@culvert/core';
import { installElectron } from '@culvert/core/electron';
import { parentTransport } from '@culvert/transport-node';
import type { Example } from './examples.js';

const programs: Readonly<Record<Example, () => Promise<unknown>>> = {
  'ping-pong': () => import('../ping-pong/renderer.js'),
  settings: () => import('../settings/renderer.js'),
  'window-to-window': () => import('../window-to-window/renderer.js'),
  'send-to': () => import('../send-to/renderer.js'),
};

installElectron({ renderer: createRenderer(parentTransport()) });
await programs[workerData as Example]();
