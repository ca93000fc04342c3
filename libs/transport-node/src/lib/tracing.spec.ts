import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { createMain } from '@culvert/core';
import { call, defineContract, expose, wrap } from '@culvert/core/contract';
import { tracing } from '@culvert/core/tracing';
import { bundleEntry } from '@culvert/harness';
import { forkRenderer, childTransport, workerTransport } from '../index.js';
import { startTracing, type SeenSpan } from '../../testing/start-tracing.js';

jest.setTimeout(60_000);

it('is one trace across three processes: a worker calls main, which calls a child process', async () => {
  const { api, spans } = startTracing();
  const interceptors = [tracing({ api })];
  const file = await bundleEntry(join(__dirname, '../../testing/traced-peer.ts'), { platform: 'node' });
  const main = createMain();
  const worker = new Worker(file);
  const child = forkRenderer(file);
  const asking = main.connect(workerTransport(worker), { kind: 'worker' });
  const working = main.connect(childTransport(child), { kind: 'process' });
  const ofPeer = defineContract('peer', {
    ask: call<void, number>(),
    work: call<number, number>(),
    spans: call<void, SeenSpan[]>(),
  });
  const worked = wrap(working, ofPeer, { interceptors });
  expose(
    main,
    defineContract('main', { relay: call<number, number>() }),
    {
      relay: async (n) => {
        await new Promise((resolve) => setImmediate(resolve));
        return worked.work(n);
      },
    },
    { interceptors },
  );
  expect(await wrap(asking, ofPeer).ask()).toBe(42);
  const inWorker = await wrap(asking, ofPeer).spans();
  const inChild = await wrap(working, ofPeer).spans();
  const chain = [...inWorker, ...spans().reverse(), ...inChild];
  const [client, server] = [api.SpanKind.CLIENT, api.SpanKind.SERVER];
  expect(chain.map(({ name, kind }) => [name, kind]).sort()).toEqual(
    [
      ['main/relay', client],
      ['main/relay', server],
      ['peer/work', client],
      ['peer/work', server],
    ].sort(),
  );
  expect(new Set(chain.map(({ traceId }) => traceId)).size).toBe(1);
  // Each span is the child of the previous one, even across processes.
  const bySpan = new Map(chain.map((span) => [span.spanId, span]));
  const path: string[] = [];
  for (let span = inChild[0]; span !== undefined; span = bySpan.get(span.parent ?? ''))
    path.push(`${span.name} ${span.kind}`);
  expect(path).toEqual([
    `peer/work ${server}`,
    `peer/work ${client}`,
    `main/relay ${server}`,
    `main/relay ${client}`,
  ]);
  main.close();
  await worker.terminate();
  child.kill('SIGKILL');
});
