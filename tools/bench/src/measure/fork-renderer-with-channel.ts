import { forkRenderer } from '@culvert/transport-node';
import type { Fork } from './process-contender.js';

/**
 * `forkRenderer` with Node's channel beside it, because every contender's process has one.
 * Culvert's frames do not use it.
 */
export const forkRendererWithChannel: Fork = (file, args, options) =>
  forkRenderer(file, args, { ...options, ipc: true });
