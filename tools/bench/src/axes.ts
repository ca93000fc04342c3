import { binaryAxes } from './binary/axes.js';
import { broadcastAxes } from './broadcast/axes.js';
import { callAxes } from './call/axes.js';
import { inProcessAxes } from './in-process/axes.js';
import type { Axis } from './measure/contender.js';
import { oneWayAxes } from './one-way/axes.js';
import { sendSyncAxes } from './send-sync/axes.js';
import { sendToAxes } from './send-to/axes.js';
import { startupAxes } from './startup/axes.js';
import { streamAxes } from './stream/axes.js';

export const axes: readonly Axis[] = [
  ...callAxes,
  ...oneWayAxes,
  ...sendSyncAxes,
  ...sendToAxes,
  ...streamAxes,
  ...broadcastAxes,
  ...binaryAxes,
  ...inProcessAxes,
  ...startupAxes,
];
