import { writeSync } from 'node:fs';
import { isMainThread, parentPort } from 'node:worker_threads';
import { parentTransport } from '../src/index.js';
import { textFrames } from './text-frames.js';
import type { Report, Step, StepResult, StepsMessage } from './peer-steps.js';

// A renderer in a worker or child process. A spec controls it through the user's own messages. With --stdout it
// answers on standard output, which works while its parent does not.

type Connection = ReturnType<typeof parentTransport>;

const connections: Connection[] = [];

function report(message: Report): void {
  if (process.argv.includes('--stdout')) writeSync(1, `${JSON.stringify(message)}\n`);
  else if (isMainThread) process.send?.(message);
  else parentPort?.postMessage(message);
}

function onMessage(message: Partial<StepsMessage>): void {
  if (message.steps !== undefined) report({ report: 'results', results: message.steps.map(timed) });
}

function timed(step: Step): StepResult {
  const start = performance.now();
  try {
    const reply = run(step);
    return { ...(reply === undefined ? {} : { reply }), ms: performance.now() - start };
  } catch (error) {
    const { code, message } = error as { readonly code: string; readonly message: string };
    return { code, message, ms: performance.now() - start };
  }
}

function run(step: Step): string | undefined {
  if (step.do === 'connect') connect();
  const transport = connections.at(-1)!;
  switch (step.do) {
    case 'connect':
      return undefined;
    case 'send':
      return void transport.send(step.frame);
    case 'send-large':
      return void transport.send('x'.repeat(step.bytes));
    case 'send-sync':
      return transport.sendSync!(step.frame, step.timeoutMs) as string;
    case 'close':
      return void transport.close();
    case 'post-large':
      return void report({ report: 'large', text: 'x'.repeat(step.bytes) });
    case 'throw':
      return void setImmediate(() => {
        throw new Error('Thrown by the peer.');
      });
    case 'exit':
      return process.exit();
    case 'leave':
      return void (isMainThread ? process.off('message', onMessage) : parentPort?.off('message', onMessage));
  }
}

function connect(): void {
  const transport = textFrames(parentTransport());
  const connection = connections.push(transport);
  transport.frames$.subscribe({
    next: (frame) => report({ report: 'frame', connection, frame: frame as string }),
    complete: () => report({ report: 'completed', connection }),
  });
}

if (isMainThread) process.on('message', onMessage);
else parentPort?.on('message', onMessage);
