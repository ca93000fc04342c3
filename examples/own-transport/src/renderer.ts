import { createRenderer, electronJson, structured } from '@culvert/core';
import { serveConformance, type FixtureOptions } from '@culvert/testing/renderer';
import { connectSocket } from './socket-transport.js';

const [path, options] = process.argv.slice(2);
const { codec, syncTimeoutMs } = JSON.parse(options!) as FixtureOptions;
const renderer = createRenderer(connectSocket(path!), {
  codec: codec === structured.name ? structured : electronJson,
  syncTimeoutMs,
});
serveConformance(renderer, (text) => process.send?.(text));
