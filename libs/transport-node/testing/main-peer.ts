import { Worker } from 'node:worker_threads';
import { childTransport, forkRenderer, workerTransport } from '../src/index.js';
import { textFrames } from './text-frames.js';
import type { StepsMessage } from './peer-steps.js';

// A separate main process: a spec can stop it, kill it, or let it run out of work. Its renderer sends
// it a sync request. Then it acts on itself as the spec asks: it gets a signal, or lets go.

const [, , kind, rendererFile = '', act = ''] = process.argv;

const { transport, post, unref } = kind === 'worker' ? startWorker() : startChild();
transport.frames$.subscribe(() => {
  if (act === 'unref') {
    transport.replySync!('reply');
    unref();
  } else {
    process.kill(process.pid, act);
  }
});
post({
  steps: [{ do: 'connect' }, { do: 'send-sync', frame: 'sync', timeoutMs: act === 'SIGSTOP' ? 200 : 60_000 }],
});

function startWorker() {
  const worker = new Worker(rendererFile, { argv: ['--stdout'] });
  return {
    transport: workerTransport(worker),
    post: (message: StepsMessage) => worker.postMessage(message),
    unref: () => worker.unref(),
  };
}

function startChild() {
  const child = forkRenderer(rendererFile, ['--stdout'], {
    stdio: ['ignore', 'inherit', 'inherit'],
    ipc: true,
  });
  return {
    transport: textFrames(childTransport(child)),
    post: (message: StepsMessage) => void child.send(message),
    unref: () => {
      child.unref();
      child.channel?.unref();
    },
  };
}
