import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createMain } from '@culvert/core';
import { forkRenderer } from '@culvert/transport-node';
import { lastValueFrom, type Subscription } from 'rxjs';
import { createScanHost, MAX_SCANS } from './scan-host.js';

/** A program that never connects: these specs only count processes. */
const idle = ['-e', 'setInterval(() => {}, 1000)'];

const main = createMain();
const children: ChildProcess[] = [];
const subscriptions: Subscription[] = [];
const fork = () => {
  const child = spawn(process.execPath, idle, { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
  children.push(child);
  return child;
};

afterEach(async () => {
  for (const subscription of subscriptions.splice(0)) subscription.unsubscribe();
  const running = children.splice(0).filter(({ exitCode, signalCode }) => (exitCode ?? signalCode) === null);
  await Promise.all(running.map((child) => once(child, 'exit')));
});
afterAll(() => main.close());

/** The error of a scan, or undefined while it runs. */
function start(host: ReturnType<typeof createScanHost>, owner: number): Promise<unknown> | undefined {
  let failed: ((error: unknown) => void) | undefined;
  const failure = new Promise((resolve) => (failed = resolve));
  let isOver = false;
  subscriptions.push(
    host(owner, '/tmp').subscribe({
      error: (error) => {
        isOver = true;
        failed!(error);
      },
    }),
  );
  return isOver ? failure : undefined;
}

describe('createScanHost', () => {
  it('has one scan a window, and starts no process for a second one', async () => {
    const host = createScanHost(main, '', fork);
    expect(start(host, 1)).toBeUndefined();
    expect(await start(host, 1)).toMatchObject({ message: expect.stringContaining('a scan already') });
    expect(start(host, 2)).toBeUndefined();
    expect(children).toHaveLength(2);
  });

  it(`runs ${MAX_SCANS} scans, refuses one more, and takes it when one has exited`, async () => {
    const host = createScanHost(main, '', fork);
    for (let owner = 1; owner <= MAX_SCANS; owner++) expect(start(host, owner)).toBeUndefined();
    expect(await start(host, MAX_SCANS + 1)).toMatchObject({
      message: `${MAX_SCANS} scans run already. Cancel one first.`,
    });
    expect(children).toHaveLength(MAX_SCANS);
    subscriptions[0]!.unsubscribe();
    await once(children[0]!, 'exit');
    expect(start(host, MAX_SCANS + 1)).toBeUndefined();
  });

  it('fails if the process cannot be started, and main goes on', async () => {
    const broken = createScanHost(main, 'x.js', (script) =>
      forkRenderer(script, [], { execPath: '/nonexistent/node' }),
    );
    for (let round = 0; round < MAX_SCANS + 1; round++) {
      await expect(lastValueFrom(broken(1, '/tmp'))).rejects.toThrow(
        'The scanning process could not start: spawn /nonexistent/node ENOENT.',
      );
    }
  });

  it('fails if the process ends by itself', async () => {
    const host = createScanHost(main, '', fork);
    const failed = lastValueFrom(host(1, '/tmp'));
    children[0]!.kill('SIGKILL');
    await expect(failed).rejects.toThrow('The scanning process ended unexpectedly (SIGKILL).');
  });
});
