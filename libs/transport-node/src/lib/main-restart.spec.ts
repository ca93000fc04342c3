import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createRenderer } from '@culvert/core';
import { defineContract, expose, stream, wrap } from '@culvert/core/contract';
import { bundleEntry } from '@culvert/harness';
import { Observable, firstValueFrom, filter, fromEvent, interval, map, take, toArray } from 'rxjs';
import { webSocketTransport } from '../index.js';

jest.setTimeout(60_000);

const contract = defineContract('main', { ticks: stream<void, number>() });
const offered = defineContract('renderer', { ticks: stream<void, number>() });
const token = 'the same after a restart';

let main: ChildProcess;
afterEach(() => main.kill('SIGKILL'));

async function startMain(port = 0): Promise<{ url: string; port: number }> {
  main = fork(await bundleEntry(join(__dirname, '../../testing/contract-main.ts'), { platform: 'node' }), [
    String(port),
  ]);
  return said('url');
}

/** The next message of main with this text. */
function said<T>(what: string): Promise<T> {
  const messages$ = fromEvent(main, 'message', (message: object) => message);
  return firstValueFrom(messages$.pipe(filter((message) => what in message))) as Promise<T>;
}

it('a main that is killed ends each stream once, and a new one starts with none', async () => {
  const { url, port } = await startMain();
  const renderer = createRenderer(webSocketTransport(url, { token }));
  let [running, ended] = [0, 0];
  expose(renderer, offered, {
    ticks: () =>
      new Observable<number>((subscriber) => {
        running++;
        subscriber.add(() => ended++);
        subscriber.add(interval(5).subscribe(subscriber));
      }),
  });
  const ends: unknown[] = [];
  const items: number[] = [];
  wrap(renderer, contract)
    .ticks()
    .subscribe({
      next: (n) => items.push(n),
      error: ({ code }) => ends.push(code),
      complete: () => ends.push('|'),
    });
  await firstValueFrom(interval(5).pipe(filter(() => items.length > 3 && running === 1)));
  main.kill('SIGKILL');
  await once(main, 'exit');
  await firstValueFrom(interval(5).pipe(filter(() => ends.length > 0 && ended > 0)));
  expect([ends, running, ended]).toEqual([['ERR_CULVERT_DISCONNECTED'], 1, 1]);
  await expect(firstValueFrom(wrap(renderer, contract).ticks())).rejects.toMatchObject({
    code: 'ERR_CULVERT_DISCONNECTED',
  });

  await startMain(port);
  const next = createRenderer(webSocketTransport(url, { token }));
  expect(await firstValueFrom(wrap(next, contract).ticks().pipe(take(3), toArray()))).toEqual([0, 1, 2]);
  const open$ = fromEvent(main, 'message', (message: object) => message).pipe(
    map((message) => (message as { open?: number }).open),
  );
  const none = firstValueFrom(open$.pipe(filter((open) => open === 0)));
  next.close();
  await none;
  expect([ends, running, ended]).toEqual([['ERR_CULVERT_DISCONNECTED'], 1, 1]);
});
