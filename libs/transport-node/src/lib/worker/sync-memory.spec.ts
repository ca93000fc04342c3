import { Worker } from 'node:worker_threads';
import fc from 'fast-check';
import { SyncMemory } from './sync-memory.js';

/** The two ends, as main and the worker have them: over one piece of memory. */
function setUp() {
  const worker = new SyncMemory();
  return { worker, main: new SyncMemory(worker.buffer) };
}

describe('an answer in shared memory', () => {
  it('is read as it was written', () => {
    const { main, worker } = setUp();
    let sync = 0;
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)),
          maxLength: 1000,
        }),
        (frame) => {
          expect(main.put(++sync, frame)).toBe(true);
          expect(worker.take(sync)).toBe(frame);
          expect(worker.take(sync)).toBeUndefined();
        },
      ),
    );
  });

  it('must have room', () => {
    const { main, worker } = setUp();
    const room = (worker.buffer.byteLength - 16) / 2;
    expect(main.put(1, '€'.repeat(room + 1))).toBe(false);
    expect(main.put(1, '€'.repeat(room))).toBe(true);
    expect(worker.take(1)).toBe('€'.repeat(room));
  });

  it('is a text: an answer with binary values goes through the port', () => {
    expect(setUp().main.put(1, ['text', new Uint8Array(1)])).toBe(false);
  });

  it('is not overwritten before it is read', () => {
    const { main, worker } = setUp();
    expect(main.put(1, 'first')).toBe(true);
    expect(main.put(2, 'second')).toBe(false);
    expect(worker.take(1)).toBe('first');
    expect(main.put(2, 'second')).toBe(true);
  });

  it('to an abandoned request is replaced by the next one', () => {
    const { main, worker } = setUp();
    main.put(1, 'late');
    expect(worker.take(2)).toBeUndefined();
    expect(main.put(2, 'right')).toBe(true);
    expect(worker.take(2)).toBe('right');
  });
});

describe('wait', () => {
  it.each([
    ['at once, where it has come already', 0],
    ['asleep', 300],
  ])('ends with the wake-up of another thread: %s', async (_, delayMs) => {
    const memory = new SyncMemory();
    const seen = memory.wakeUps;
    const waking = new Worker(
      `const { workerData: { cells, delayMs } } = require('node:worker_threads');
       const view = new Int32Array(cells);
       Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, delayMs);
       Atomics.add(view, 0, 1); Atomics.notify(view, 0);`,
      { eval: true, workerData: { cells: memory.buffer, delayMs } },
    );
    memory.wait(seen, 20_000);
    expect(memory.wakeUps).toBe(seen + 1);
    await waking.terminate();
  });

  it('ends after its time', () => {
    const memory = new SyncMemory();
    memory.wait(memory.wakeUps, 1);
    expect(memory.wakeUps).toBe(0);
  });
});
