// A hostile renderer in a place of its own. It says hello, then sends frames of the grammar, with
// raw bytes in between.
import fc from 'fast-check';
import { rendererFrame, kindOf, writeFrame } from '../grammar/frames.js';
import { Tally } from '../model/tally.js';
import { openConnection } from './raw-connections.js';
import { parameters, tell } from './parameters.js';

/** Frames between two checks whether main keeps up. */
const BURST = 64;
/** Frames between two attacks with bytes that are not a frame. */
const RAW_EVERY = 400;

const { way, seed, frames, url, token } = parameters();
const connection = openConnection(way, { url, token, seed });
const kinds = new Tally();
let sent = 0;
process.on('uncaughtException', () => undefined);
process.on('unhandledRejection', () => undefined);

for (let chunk = 0; sent < frames; chunk++) {
  const batch = fc.sample(rendererFrame, { seed: seed + chunk, numRuns: BURST });
  await connection.ready();
  for (const written of batch) {
    kinds.add(kindOf(written));
    for (const { message } of written.packets) kinds.add(`message: ${nameOf(message['kind'])}`);
    connection.send(writeFrame(written, connection.encoding, connection.latest));
    if (++sent % RAW_EVERY === 0) kinds.add(await connection.raw());
  }
  await connection.pace();
}
await tell({ kinds: kinds.counts, frames: sent });
await connection.leave();
process.exit(0);

function nameOf(kind: unknown): string {
  return typeof kind === 'string' && kind.length < 20 && kind !== '' ? kind : 'no kind';
}
