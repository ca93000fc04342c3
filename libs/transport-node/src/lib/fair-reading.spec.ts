import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Main, Transport } from '@culvert/core';
import { DEFAULT_LIMITS } from '@culvert/protocol';
import { openSocket } from '../../testing/web-socket/raw-client.js';
import { childTransport } from './child-process/child-transport.js';
import { forkRenderer } from './child-process/fork-renderer.js';
import { FairReading } from './fair-reading.js';
import { serve } from './web-socket/serve.js';
import { SYNC_MEMORY_BYTES } from './worker/sync-memory.js';
import { workerTransport } from './worker/worker-transport.js';

// Real processes on a machine that others use too.
jest.setTimeout(60_000);

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

const FRAMES = 400;
const FRAME = 'x'.repeat(8 * 1024);

function workFor(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

/** Works for a millisecond on each frame. @returns the most frames of one turn of the event loop */
function workOn({ frames$ }: Transport): Promise<number> {
  return new Promise((resolve, reject) => {
    let [all, ofTurn, most] = [0, 0, 0];
    frames$.subscribe({
      next() {
        workFor(1);
        if (ofTurn++ === 0) setImmediate(() => (ofTurn = 0));
        most = Math.max(most, ofTurn);
        if (++all === FRAMES) resolve(most);
      },
      error: reject,
    });
  });
}

describe('the data of a peer while other peers wait', () => {
  it('is read for a few milliseconds in one turn of main: from a child', async () => {
    const source = `
      const write = Number(process.env.CULVERT_PIPES.split(':')[1]);
      const record = (type, frame) => {
        const header = Buffer.alloc(13);
        header.writeUInt32BE(frame.length, 0); header[4] = type; header.writeUInt32BE(1, 5);
        return Buffer.concat([header, frame]);
      };
      const all = [record(1, Buffer.alloc(0))];
      for (let i = 0; i < ${FRAMES}; i++) all.push(record(2, Buffer.alloc(${FRAME.length})));
      for (let rest = Buffer.concat(all); rest.length > 0; )
        rest = rest.subarray(require('fs').writeSync(write, rest));
      setInterval(() => {}, 1000);
    `;
    const child = forkRenderer('-', [], { execArgv: ['-e', source] });
    const exit = once(child, 'exit');
    ends.push(() => child.kill('SIGKILL') && exit);
    expect(await workOn(childTransport(child))).toBeLessThan(32);
  });

  const workerSource = (end: string) => `
    const { parentPort, MessageChannel } = require('node:worker_threads');
    const [frames, answers] = [new MessageChannel(), new MessageChannel()];
    const syncMemory = new SharedArrayBuffer(${SYNC_MEMORY_BYTES});
    const message = { type: 'culvert:connect', port: frames.port2, syncPort: answers.port2, syncMemory };
    for (let i = 0; i < ${FRAMES}; i++) frames.port1.postMessage(String(i));
    parentPort.postMessage(message, [frames.port2, answers.port2]);
    ${end}
  `;

  it('is read for a few milliseconds in one turn of main: from a worker', async () => {
    const worker = new Worker(workerSource('setInterval(() => {}, 1000);'), { eval: true });
    ends.push(() => worker.terminate());
    expect(await workOn(workerTransport(worker))).toBeLessThan(32);
  });

  it('arrives whole and in order from a worker that has ended meanwhile', async () => {
    const worker = new Worker(workerSource('process.exit();'), { eval: true });
    ends.push(() => worker.terminate());
    const frames: unknown[] = [];
    await new Promise<void>((complete) => {
      workerTransport(worker).frames$.subscribe({
        next(frame) {
          workFor(1);
          frames.push(frame);
        },
        complete,
      });
    });
    expect(frames).toEqual(Array.from({ length: FRAMES }, (_, i) => String(i)));
  });

  it('is read for a few milliseconds in one turn of main: from a WebSocket', async () => {
    let most: Promise<number> | undefined;
    const connect = (transport: Transport) => void (most = workOn(transport));
    const main = { connect, limits: DEFAULT_LIMITS } as unknown as Main;
    const culvert = await serve(main);
    ends.push(() => culvert.close());
    const socket = await openSocket(culvert);
    for (let i = 0; i < FRAMES; i++) socket.send(FRAME);
    expect(await most).toBeLessThan(32);
  });

  it('is read to its end in later turns, in order', async () => {
    let isPaused = false;
    let others = 0;
    const reading = new FairReading({
      pause: () => (isPaused = true),
      resume: () => (isPaused = false),
    });
    const read: number[] = [];
    for (let i = 0; i < 10; i++) {
      while (isPaused) await new Promise((resolve) => setImmediate(resolve, others++));
      reading.read(() => {
        workFor(2);
        read.push(i);
      });
    }
    expect(read).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(others).toBeGreaterThanOrEqual(4);
  });
});
