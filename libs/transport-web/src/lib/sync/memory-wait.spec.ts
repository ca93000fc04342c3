import { Worker } from 'node:worker_threads';
import { packFrame, unpackFrame } from '@culvert/protocol';
import { AnswerMemory, INLINE_BYTES, isAnswerMemory } from './answer-memory.js';
import { MemoryWait } from './memory-wait.js';
import { SyncAnswerer } from './sync-answerer.js';

function frameOf(text: string): unknown {
  const message = { kind: 'reply', seq: 1, ok: true } as const;
  return packFrame([{ message, body: { text, blobs: [Uint8Array.of(1, 2)] } }], 'structured-clone');
}

describe('MemoryWait', () => {
  it.each([0, 1, INLINE_BYTES - 1, INLINE_BYTES, INLINE_BYTES + 1, 3 * 2 ** 20])(
    'reads an answer of %i characters, whole',
    (length) => {
      const wait = new MemoryWait();
      const answerer = new SyncAnswerer(wait.memory);
      const answer = frameOf('x'.repeat(length));
      const got = wait.request(
        'question',
        (message) => {
          if (message.kind === 'frame') {
            answerer.open(message.sync!);
            answerer.answer(answer);
          } else if ('rest' in message) {
            answerer.writeRest(message.seq, message.rest);
          }
        },
        1_000,
      );
      expect(unpackFrame(got, 'structured-clone')).toEqual(unpackFrame(answer, 'structured-clone'));
    },
  );

  it('does not mistake a late answer for the answer to the next request', () => {
    const wait = new MemoryWait();
    const late = new SyncAnswerer(wait.memory);
    expect(() =>
      wait.request('first', (message) => message.kind === 'frame' && late.open(message.sync!), 1),
    ).toThrow(expect.objectContaining({ code: 'ERR_CULVERT_SYNC_TIMEOUT' }));
    late.answer(frameOf('late'));
    const answerer = new SyncAnswerer(wait.memory);
    const got = wait.request(
      'second',
      (message) => {
        if (message.kind !== 'frame') return;
        answerer.open(message.sync!);
        answerer.answer(frameOf('right'));
      },
      1_000,
    );
    expect(unpackFrame(got, 'structured-clone')[0]?.body.text).toBe('right');
  });

  it('wakes when main closes', () => {
    const wait = new MemoryWait();
    const closing = new Worker(
      `const { workerData } = require('node:worker_threads');
       const cells = new Int32Array(workerData);
       Atomics.store(cells, 1, 1); Atomics.add(cells, 0, 1); Atomics.notify(cells, 0);`,
      { eval: true, workerData: wait.memory },
    );
    expect(() => wait.request('question', () => undefined, 20_000)).toThrow(
      expect.objectContaining({ code: 'ERR_CULVERT_DISCONNECTED' }),
    );
    return closing.terminate();
  });
});

describe('AnswerMemory', () => {
  it('accepts only shared memory of its size', () => {
    const { buffer } = new AnswerMemory();
    const others = [new SharedArrayBuffer(8), new ArrayBuffer(buffer.byteLength), {}, undefined];
    expect([buffer, ...others].map(isAnswerMemory)).toEqual([true, false, false, false, false]);
  });

  it('ignores memory of a wrong size for the rest', () => {
    const memory = new AnswerMemory();
    const answer = new Uint8Array(INLINE_BYTES + 10).fill(1);
    memory.writeRest(1, answer, new SharedArrayBuffer(5));
    expect(memory.hasRestOf(1)).toBe(false);
    memory.writeRest(1, answer, new SharedArrayBuffer(10));
    expect(memory.hasRestOf(1)).toBe(true);
  });
});
