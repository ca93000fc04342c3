import { createMain, createMemoryLink, createRenderer, CulvertError } from '@culvert/core';
import { call, defineContract, expose, stream, wrap } from '@culvert/core/contract';
import { runIpc, runIpcAsync } from '@culvert/testing';
import { ipcMatchers } from '@culvert/testing/matchers';
import { workerTransport } from '@culvert/transport-node';
import { Worker } from 'node:worker_threads';
import { firstValueFrom, interval, Subject, take, toArray } from 'rxjs';

const contract = defineContract({ double: call<number, number>(), ticks: stream<number, number>() });

expect.extend(ipcMatchers);

describe('Culvert in this project', () => {
  it('runs a marble test', () => {
    runIpc(({ main, renderer, link, cold, expectMessages }) => {
      link({ latency: '3ms' });
      cold('-a-b').subscribe(renderer.channel('keys'));
      expectMessages(main.channel('keys')).toBe('----a-b', { a: ['a'], b: ['b'] });
    });
  });

  it('draws the answer of a call, also of a promise', async () => {
    runIpc(({ main, renderer, link, expectCall }) => {
      link({ latency: '2ms' });
      expose(main, contract, { double: (n) => n * 2, ticks: (ms) => interval(ms) });
      expectCall(() => wrap(renderer, contract).double(2)).toBe('----(a|)', { a: 4 });
    });
    await runIpcAsync(async ({ main, renderer, cold, expectObservable }) => {
      main.ipcMain.handle('double', async (_event, n: number) => 2 * n);
      expect(await renderer.ipcRenderer.invoke('double', 2)).toBe(4);
      expectObservable(cold('-a')).toBe('-a');
    });
  });

  it('shows where marbles differ', () => {
    let failure: Error | undefined;
    try {
      runIpc(({ main, renderer, cold, expectMessages }) => {
        cold('-a').subscribe(renderer.channel('keys'));
        expectMessages(main.channel('keys')).toBe('--a', { a: ['a'] });
      });
    } catch (error) {
      failure = error as Error;
    }
    expect(failure?.message).toMatch(/expected +--a\nactual +-a-\nrenderer 1 → main -b-\n +\^/);
    expect(failure?.stack?.slice(failure.message.length)).toMatch(/^[^\n]*\n +at [^\n]*culvert\.spec/);
  });

  it('has matchers, also those of expect within values', () => {
    const test = (marbles: string) =>
      runIpc(({ main, renderer, link, cold, expectMessages }) => {
        const { up } = link({ latency: '3ms' });
        main.ipcMain.handle('double', (_event, n: number) => 2 * n);
        cold('-a').subscribe(renderer.channel('keys'));
        expectMessages(up).toBe('ca', { c: { args: [expect.any(Number)] }, a: expect.anything() as object });
        expect(() => renderer.ipcRenderer.invoke('double', 2)).toAnswer('------(a|)', { a: 4 });
        expect(main.channel('keys')).toEmit(marbles, { a: expect.stringContaining('a') });
      });
    test('----a');
    let failure: Error | undefined;
    try {
      test('---a');
    } catch (error) {
      failure = error as Error;
    }
    expect(failure?.stack?.slice(failure.message.length)).toMatch(/^[^\n]*\n +at [^\n]*culvert\.spec/);
  });

  it('calls main and watches its stream', async () => {
    const main = createMain();
    expose(main, contract, { double: (n) => n * 2, ticks: (ms) => interval(ms) });
    const [mainEnd, rendererEnd] = createMemoryLink();
    main.connect(mainEnd);
    const api = wrap(createRenderer(rendererEnd), contract);

    expect(await api.double(21)).toBe(42);
    expect(await firstValueFrom(api.ticks(1).pipe(take(2), toArray()))).toEqual([0, 1]);
  });

  it('talks to a worker', async () => {
    const main = createMain();
    const worker = new Worker(
      `const { createRenderer } = require('@culvert/core');
       const { parentTransport } = require('@culvert/transport-node');
       createRenderer(parentTransport()).ipcRenderer.send('hello', process.version);`,
      { eval: true },
    );
    main.connect(workerTransport(worker));

    expect(await firstValueFrom(main.channel<string>('hello').messages$)).toMatchObject({
      args: [process.version],
    });
    await worker.terminate();
  });

  it('has the classes of the project', async () => {
    const [, rendererEnd] = createMemoryLink();
    const renderer = createRenderer(rendererEnd);

    expect(renderer.channel('x')).toBeInstanceOf(Subject);
    await renderer.close();
    await expect(wrap(renderer, contract).double(1)).rejects.toBeInstanceOf(CulvertError);
  });
});
