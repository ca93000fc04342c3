import { on, once } from 'node:events';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { createMain, type Inspection, type MainOptions, type WebContents } from '@culvert/core';
import { expose } from '@culvert/core/contract';
import { bundleEntry } from '@culvert/harness';
import { slowContract } from '../../../testing/slow-contract.js';
import { SYNC_MEMORY_BYTES } from './sync-memory.js';
import { workerTransport } from './worker-transport.js';

// Real threads on a machine that others use too.
jest.setTimeout(60_000);

const LIMIT = 4 * 1024 * 1024;

let file: string;
beforeAll(async () => {
  file = await bundleEntry(join(__dirname, '../../../testing/sync-peer.ts'), { platform: 'node' });
});

let worker: Worker;
afterEach(() => worker.terminate());

function setUp(options: MainOptions = {}, start = () => new Worker(file)) {
  const main = createMain({ limits: { queuedBytes: LIMIT }, ...options });
  const seen: string[] = [];
  main.inspect$.subscribe((item: Inspection) => {
    if (item.kind === 'slow' || item.kind === 'drained') seen.push(item.kind);
    if (item.kind === 'drop' && item.message !== 'send') seen.push(`${item.reason} ${item.message}`);
  });
  worker = start();
  const webContents = main.connect(workerTransport(worker));
  /** The results of sync requests that the worker makes one after the other. */
  const ask = async (channel: string, asked: readonly unknown[]) => {
    const answered = outcomes();
    webContents.send(channel, asked);
    return answered;
  };
  main.ipcMain.on('small', (event) => (event.returnValue = 'small'));
  main.ipcMain.on('large', (event) => (event.returnValue = 'x'.repeat(LIMIT / 4)));
  main.ipcMain.on('flood', (event) => {
    fill(event.sender);
    event.returnValue = 'too late';
  });
  return { main, webContents, seen, ask };
}

async function outcomes(): Promise<unknown[]> {
  for await (const [message] of on(worker, 'message') as AsyncIterable<[{ outcomes?: unknown[] }]>)
    if (message.outcomes !== undefined) return message.outcomes;
  return [];
}

/** Sends more than the limit to a renderer that is blocked meanwhile. */
function fill(webContents: WebContents): void {
  const text = 'x'.repeat(LIMIT / 8);
  for (let n = 0; n < 10; n++) webContents.send('noise', text);
}

describe('the answer to a worker that is blocked', () => {
  it('is an error if too much waits for the worker already, and the next one is a value', async () => {
    const { webContents, seen, ask } = setUp();
    const drained = once(webContents, 'drained');
    expect(await ask('ask', ['flood'])).toEqual(['ERR_CULVERT_OVERFLOW']);
    await drained;
    expect(seen).toEqual(['slow', 'queue-full reply', 'drained']);
    expect(await ask('ask', ['small', 'large'])).toEqual(['small', LIMIT / 4]);
    expect(webContents.isDestroyed()).toBe(false);
  });

  it('is the end of its connection if main closes slow renderers', async () => {
    const { webContents, ask } = setUp({ slowConsumer: 'close' });
    expect(await ask('ask', ['flood', 'small'])).toEqual([
      'ERR_CULVERT_DISCONNECTED',
      'ERR_CULVERT_DISCONNECTED',
    ]);
    expect(webContents.isDestroyed()).toBe(true);
  });

  it('counts only until the worker has read it: each of many large answers arrives', async () => {
    const { seen, ask } = setUp();
    expect(await ask('ask', Array(12).fill('large'))).toEqual(Array(12).fill(LIMIT / 4));
    expect(seen).toEqual([]);
  });

  it('waits for asynchronous schemas, which refuse what they would refuse in a call', async () => {
    const { main, ask } = setUp();
    const halved = jest.fn(([n]: readonly [number]) => n / 2);
    expose(main, slowContract, { half: halved });
    expect(await ask('halve', [4, 'text', 3, 10])).toEqual([
      2,
      'ERR_CULVERT_INVALID_INPUT',
      'ERR_CULVERT_INVALID_OUTPUT',
      5,
    ]);
    expect(halved.mock.calls.map(([args]) => args)).toEqual([[4], [3], [10]]);
    let pending: unknown;
    main.state$.subscribe(({ endpoints }) => (pending = endpoints[1]!.pending)).unsubscribe();
    expect(pending).toEqual([]);
  });
});

it('main closes a worker that sends sync requests without end and reads no answer', async () => {
  const source = `
    const { parentPort, MessageChannel } = require('node:worker_threads');
    const [frames, answers] = [new MessageChannel(), new MessageChannel()];
    const syncMemory = new SharedArrayBuffer(${SYNC_MEMORY_BYTES});
    const connect = { type: 'culvert:connect', port: frames.port2, syncPort: answers.port2, syncMemory };
    parentPort.postMessage(connect, [frames.port2, answers.port2]);
    const frameOf = (message) => JSON.stringify([[message], [2]]) + '\\n[]';
    frames.port1.postMessage(frameOf({ kind: 'hello', version: 1, codec: 'electronJson' }));
    for (let seq = 1; seq <= 4000; seq++)
      frames.port1.postMessage({
        frame: frameOf({ kind: 'sync', channel: 'large', seq, timeoutMs: 60000 }),
        sync: seq,
      });
    setInterval(() => {}, 1000);
  `;
  const limits = { queuedBytes: 256 * 1024 };
  const { main, webContents, seen } = setUp({ limits }, () => new Worker(source, { eval: true }));
  let answered = 0;
  main.ipcMain.on('large', () => answered++);
  await once(webContents, 'destroyed');
  expect(seen.at(-1)).toBe('slow-consumer connection');
  expect(answered).toBeLessThan(4000);
});
