import { on } from 'node:events';
import { Worker } from 'node:worker_threads';
import { lastValueFrom, takeWhile, toArray } from 'rxjs';
import { SYNC_MEMORY_BYTES } from './sync-memory.js';
import { workerTransport } from './worker-transport.js';

// Real threads on a machine that others use too.
jest.setTimeout(60_000);

const prelude = `
  const { parentPort, MessageChannel } = require('node:worker_threads');
  // The worker stays until the test ends it: its exit would complete the transport.
  setInterval(() => {}, 1_000);
  const [frames, answers] = [new MessageChannel(), new MessageChannel()];
  const memory = (bytes, options) => new SharedArrayBuffer(bytes, options);
  const connect = (more) => {
    const message = { type: 'culvert:connect', port: frames.port2, syncPort: answers.port2, syncMemory: memory(${SYNC_MEMORY_BYTES}), ...more };
    const ports = [message.port, message.syncPort].filter((port) => port instanceof MessagePort);
    parentPort.postMessage(message, [...new Set(ports)]);
  };
`;

let worker: Worker;
let uncaught: unknown[];
const keepUncaught = (error: unknown): void => void uncaught.push(error);
beforeEach(() => {
  uncaught = [];
  process.on('uncaughtException', keepUncaught);
});
afterEach(async () => {
  process.off('uncaughtException', keepUncaught);
  await worker.terminate();
});

function start(source: string): Worker {
  worker = new Worker(`${prelude}${source}`, { eval: true });
  return worker;
}

describe('a worker that posts by hand', () => {
  it.each([
    ['4 bytes', 'memory(4)'],
    ['no bytes', 'memory(0)'],
    ['one byte too few', `memory(${SYNC_MEMORY_BYTES - 1})`],
    ['one byte too many', `memory(${SYNC_MEMORY_BYTES + 1})`],
    ['too much', 'memory(2 ** 28)'],
    ['what grows', `memory(${SYNC_MEMORY_BYTES}, { maxByteLength: ${2 * SYNC_MEMORY_BYTES} })`],
    ['what grows from nothing', `memory(0, { maxByteLength: ${SYNC_MEMORY_BYTES} })`],
    ['memory that is not shared', `new ArrayBuffer(${SYNC_MEMORY_BYTES})`],
    ['a view', `new Int32Array(memory(${SYNC_MEMORY_BYTES}))`],
    ['nothing', 'undefined'],
    ['null', 'null'],
    ['an object of that size', `{ byteLength: ${SYNC_MEMORY_BYTES} }`],
  ])('opens no connection with %s for memory, and harms no renderer', async (_, memory) => {
    const transport = workerTransport(
      start(`connect({ syncMemory: ${memory} }); parentPort.postMessage('done');`),
    );
    let completed = false;
    transport.frames$.subscribe({ complete: () => (completed = true) });
    for await (const [message] of messages()) if (message === 'done') break;
    transport.send('to nobody');
    expect([uncaught, completed]).toEqual([[], false]);
  });

  it.each([
    ['one port for both', '{ syncPort: frames.port2 }'],
    ['an object that is not a port', '{ port: {} }'],
    ['no port', '{ port: null }'],
    ['no second port', '{ syncPort: 7 }'],
    ['another type', `{ type: 'culvert:connected' }`],
    ['no type', '{ type: undefined }'],
  ])('opens no connection with %s', async (_, more) => {
    const transport = workerTransport(start(`connect(${more}); parentPort.postMessage('done');`));
    let completed = false;
    transport.frames$.subscribe({ complete: () => (completed = true) });
    for await (const [message] of messages()) if (message === 'done') break;
    expect([uncaught, completed]).toEqual([[], false]);
  });

  it.each([
    ['numbers out of range', '[2 ** 31 - 1, -1, 1e9, -(2 ** 31)]'],
    ['an answer that never goes', '[0, 0, 7, 100]'],
    ['the end', '[0, 1, 0, 0]'],
  ])('may write %s into its memory: main answers, and stays alive', async (_, cells) => {
    const transport = workerTransport(
      start(`
        const shared = memory(${SYNC_MEMORY_BYTES});
        new Int32Array(shared).set(${cells});
        connect({ syncMemory: shared });
        for (const sync of [1, NaN, -1, 1e300, 0.5, 0]) frames.port1.postMessage({ frame: 'ask', sync });
        frames.port1.postMessage('last');
      `),
    );
    await new Promise<void>((resolve) => {
      transport.frames$.subscribe((frame) => {
        if (frame === 'ask') transport.replySync!('answer'.repeat(10));
        else resolve();
      });
    });
    expect(uncaught).toEqual([]);
  });

  it.each([
    [
      'both ends of one channel to main',
      `parentPort.postMessage(connecting(frames.port1), [frames.port1, frames.port2]); exitWhenTold();`,
    ],
    [
      'its end to another thread',
      `connect();
       const inherit = 'const { parentPort } = require("node:worker_threads");' +
         'parentPort.once("message", () => (setInterval(() => {}, 1000), parentPort.postMessage("has it")));';
       const heir = new Worker(inherit, { eval: true });
       heir.once('message', exitWhenTold);
       heir.postMessage(frames.port1, [frames.port1]);`,
    ],
  ])('has ended when it exits, even if it has given %s', async (_, give) => {
    const transport = workerTransport(
      start(`
        const { Worker } = require('node:worker_threads');
        const connecting = (syncPort) => ({ type: 'culvert:connect', port: frames.port2, syncPort, syncMemory: memory(${SYNC_MEMORY_BYTES}) });
        const exitWhenTold = () => parentPort.once('message', () => process.exit());
        frames.port1.postMessage('last');
        ${give}
      `),
    );
    transport.connected$!.subscribe(() => worker.postMessage('exit'));
    await lastValueFrom(transport.frames$, { defaultValue: undefined });
    expect(uncaught).toEqual([]);
  });

  it('fills no memory with large views that are counted as short', async () => {
    const transport = workerTransport(
      start(`
        connect();
        const large = new Uint8Array(2 ** 20);
        for (let i = 0; i < 200; i++) frames.port1.postMessage(i % 2 ? ['', large.subarray(0, 1)] : { large });
        frames.port1.postMessage('last');
        parentPort.postMessage('done');
      `),
    );
    for await (const [message] of messages()) if (message === 'done') break;
    // Main does not listen yet.
    for (let turn = 0; turn < 20; turn++) await new Promise((next) => setImmediate(next));
    const frames = await lastValueFrom(
      transport.frames$.pipe(
        takeWhile((frame) => frame !== 'last'),
        toArray(),
      ),
    );
    const memory = frames.map((frame) =>
      Array.isArray(frame) ? (frame[1] as Uint8Array).buffer.byteLength : 0,
    );
    expect([frames.length, Math.max(...memory)]).toEqual([200, 1]);
  });
});

async function* messages(): AsyncGenerator<unknown[]> {
  // Two may come in one turn, and are queued.
  yield* on(worker, 'message') as AsyncIterable<unknown[]>;
}
