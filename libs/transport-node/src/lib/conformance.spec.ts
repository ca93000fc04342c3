import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { bundleEntry } from '@culvert/harness';
import { connectNext, describeTransport, type Capabilities } from '@culvert/testing';
import { filter, fromEvent, type Observable } from 'rxjs';
import type { RendererStart } from '../../testing/conformance-renderer.js';
import { childTransport, forkRenderer, serve, workerTransport } from '../index.js';

const everything: Capabilities = { sync: 'blocking', guests: true, reports: true };

function bundleRenderer(): Promise<string> {
  return bundleEntry(join(__dirname, '../../testing/conformance-renderer.ts'), { platform: 'node' });
}

async function kill(child: ChildProcess): Promise<void> {
  // After its connection closed, a child with no work left has ended by itself.
  if (!isRunning(child)) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}

/** The messages of a renderer through the user's own channel. */
function reportsOf(renderer: Worker | ChildProcess): Observable<string> {
  // A child's 'message' event has a handle beside the message.
  return fromEvent(renderer, 'message', (message: unknown) => message).pipe(
    filter((message) => typeof message === 'string'),
  );
}

describeTransport(
  'worker_threads',
  async (main, start: RendererStart) => {
    const file = await bundleRenderer();
    const workers: Worker[] = [];
    return {
      async open(info) {
        const worker = new Worker(file, { workerData: start });
        workers.push(worker);
        const webContents = main.connect(workerTransport(worker), { kind: 'worker', ...info });
        return { webContents, reports$: reportsOf(worker), end: async () => void (await worker.terminate()) };
      },
      dispose: async () => void (await Promise.all(workers.map((worker) => worker.terminate()))),
    };
  },
  { ...everything, ports: true },
);

describeTransport(
  'child_process',
  async (main, start: RendererStart) => {
    const file = await bundleRenderer();
    const children: ChildProcess[] = [];
    return {
      async open(info) {
        const child = forkRenderer(file, [JSON.stringify(start)], { ipc: true });
        children.push(child);
        const webContents = main.connect(childTransport(child), { kind: 'process', ...info });
        return { webContents, reports$: reportsOf(child), end: () => kill(child) };
      },
      dispose: async () => void (await Promise.all(children.map(kill))),
    };
  },
  everything,
);

describeTransport(
  'WebSocket from Node',
  async (main, options) => {
    const file = await bundleRenderer();
    const { main: host, next } = connectNext(main);
    const server = await serve(host);
    const start: RendererStart = { ...options, server: { url: server.url, token: server.token } };
    const children: ChildProcess[] = [];
    return {
      async open(info) {
        const connected = next(info);
        const child = fork(file, [JSON.stringify(start)]);
        children.push(child);
        return { webContents: await connected, reports$: reportsOf(child), end: () => kill(child) };
      },
      async dispose() {
        await Promise.all(children.map(kill));
        await server.close();
      },
    };
  },
  everything,
);

function isRunning(child: ChildProcess): boolean {
  return child.exitCode === null && child.signalCode === null;
}
