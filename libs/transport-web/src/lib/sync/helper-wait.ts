import type { Frame } from '@culvert/protocol';
import type { PortMessage } from '../port/port-messages.js';
import { randomKey } from '../random-key.js';
import { CELLS, HEAD_BYTES, INLINE_BYTES } from './answer-memory.js';
import { MemoryWait } from './memory-wait.js';
import { channelName } from './sync-channel.js';
import { HOW_TO_WAIT, syncUnsupported } from './sync-unsupported.js';
import type { SyncWait } from './sync-wait.js';

/**
 * Blocks a page that cannot share memory with main, because main runs in a SharedWorker for
 * instance. A worker of the page receives the answer and writes it into memory that it shares with
 * the page.
 */
export class HelperWait implements SyncWait {
  private readonly inner = new MemoryWait();
  private readonly helper: Worker;
  private readonly ready: (() => void)[] = [];
  private state: 'starting' | 'ready' | 'failed' = 'starting';

  constructor() {
    const url = URL.createObjectURL(new Blob([HELPER], { type: 'text/javascript' }));
    this.helper = new Worker(url);
    this.helper.postMessage(this.inner.memory);
    const settle = (state: 'ready' | 'failed'): void => {
      URL.revokeObjectURL(url);
      this.state = state;
      for (const tell of this.ready.splice(0)) tell();
    };
    this.helper.onmessage = () => settle('ready');
    // Most likely the page's Content-Security-Policy forbids the worker.
    this.helper.onerror = () => settle('failed');
  }

  whenReady(ready: () => void): void {
    if (this.state === 'starting') this.ready.push(ready);
    else ready();
  }

  request(frame: Frame, post: (message: PortMessage) => void, timeoutMs: number): Frame {
    if (this.state === 'failed') {
      const why = 'the worker that would hear the answer did not start: allow worker-src blob: in the ';
      throw syncUnsupported(`${why}Content-Security-Policy of this page. ${HOW_TO_WAIT}`);
    }
    const key = randomKey();
    return this.inner.requestBy(
      {
        ask: (seq) => {
          this.helper.postMessage({ seq, channel: channelName(key) });
          post({ kind: 'frame', frame, sync: { key, timeoutMs } });
        },
        askRest: (seq, rest) => this.helper.postMessage({ seq, rest }),
      },
      timeoutMs,
    );
  }

  close(): void {
    this.helper.terminate();
  }
}

/**
 * The other side of `AnswerMemory`, as a separate program. It is inline because bundlers do not
 * agree on how to write a worker.
 */
const HELPER = `
let cells, inline, answer, channel;
function wake() { Atomics.add(cells, ${CELLS.wakeUps}, 1); Atomics.notify(cells, ${CELLS.wakeUps}); }
function hear(seq, name) {
  if (channel) channel.close();
  channel = new BroadcastChannel(name);
  channel.onmessage = ({ data }) => {
    if ('closed' in data) Atomics.store(cells, ${CELLS.closed}, 1);
    else if ('answer' in data) {
      answer = data.answer;
      inline.set(answer.subarray(0, ${INLINE_BYTES}));
      Atomics.store(cells, ${CELLS.size}, answer.byteLength);
      Atomics.store(cells, ${CELLS.answered}, seq);
    } else return;
    channel.postMessage({ taken: true });
    channel.close();
    wake();
  };
  channel.postMessage({ waiting: true });
}
onmessage = ({ data }) => {
  if (data instanceof SharedArrayBuffer) {
    cells = new Int32Array(data, 0, ${CELLS.count});
    inline = new Uint8Array(data, ${HEAD_BYTES});
    postMessage('ready');
  } else if (data.rest) {
    new Uint8Array(data.rest).set(answer.subarray(${INLINE_BYTES}));
    Atomics.store(cells, ${CELLS.restOf}, data.seq);
    wake();
  } else hear(data.seq, data.channel);
};
`;
