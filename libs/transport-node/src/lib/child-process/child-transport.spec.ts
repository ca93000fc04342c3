import { execFileSync, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { bundleEntry } from '@culvert/harness';
import { lastValueFrom } from 'rxjs';
import { reportsOn, startMain } from '../../../testing/start-main.js';
import { startChild, startPeer, type Peer } from '../../../testing/start-peer.js';
import { childTransport } from './child-transport.js';
import { forkRenderer } from './fork-renderer.js';

// Real processes on a machine that others use too.
jest.setTimeout(60_000);

const TESTING = join(__dirname, '../../../testing');

let file: string;
beforeAll(async () => {
  file = await bundleEntry(join(TESTING, 'renderer-peer.ts'), { platform: 'node' });
});

describe('a child process', () => {
  let peer: Peer;
  afterEach(() => peer.kill());

  it('explains how to get sendSync in a child of fork', async () => {
    peer = startPeer('plain fork', file);
    peer.transport();
    const [, result] = await peer.run(
      { do: 'connect' },
      { do: 'send-sync', frame: 'sync', timeoutMs: 30_000 },
    );
    expect(result).toMatchObject({
      code: 'ERR_CULVERT_SYNC_UNSUPPORTED',
      message: expect.stringContaining('forkRenderer'),
    });
  });

  it('does not mistake the pipes of its parent for its own', async () => {
    const inherited = { ...process.env, CULVERT_PIPES: `4:5:${process.ppid}` };
    peer = startChild(fork(file, { env: inherited }));
    peer.transport();
    const [, result] = await peer.run(
      { do: 'connect' },
      { do: 'send-sync', frame: 'sync', timeoutMs: 30_000 },
    );
    expect(result).toMatchObject({ code: 'ERR_CULVERT_SYNC_UNSUPPORTED' });
  });

  it('of fork that is stopped gets its frames once it continues, and main knows that they wait', async () => {
    const child = fork(file);
    peer = startChild(child);
    const transport = childTransport(child);
    transport.frames$.subscribe();
    await peer.run({ do: 'connect' });
    child.kill('SIGSTOP');
    const frame = 'x'.repeat(1024 * 1024);
    for (let n = 0; n < 8; n++) transport.send(frame);
    for (let turn = 0; turn < 100; turn++) await new Promise((resolve) => setImmediate(resolve));
    // The system takes a part of it.
    expect(transport.queuedBytes).toBeGreaterThan(4 * 2 * frame.length);
    child.kill('SIGCONT');
    await transport.flush!();
    expect(transport.queuedBytes).toBe(0);
  });

  it("keeps its connection when Node's channel is disconnected, even while it waits", async () => {
    const child = forkRenderer(file, ['--stdout'], { silent: true, ipc: true });
    peer = startChild(child);
    const transport = peer.transport();
    transport.frames$.subscribe(() => {
      child.disconnect();
      child.once('disconnect', () => transport.replySync!('reply'));
    });
    peer.post({ do: 'connect' }, { do: 'send-sync', frame: 'sync', timeoutMs: 30_000 });
    const [results] = await reportsOn(child.stdout!, 1);
    expect(results).toMatchObject({ results: [{}, { reply: 'reply' }] });
  });
});

describe('childTransport', () => {
  it('refuses a child without pipes or an IPC channel', async () => {
    const child = spawn(process.execPath, ['-e', '0'], { stdio: 'ignore' });
    expect(() => childTransport(child)).toThrow(expect.objectContaining({ code: 'ERR_CULVERT_TRANSPORT' }));
    await once(child, 'exit');
  });

  it.each(['in the same turn', 'later'])(
    'fails for a child that could not be started, asked %s',
    async (when) => {
      const child = forkRenderer(file, [], { execPath: '/nowhere/node' });
      if (when === 'later') await new Promise((resolve) => setImmediate(resolve));
      for (let i = 0; i < 2; i++) {
        await expect(lastValueFrom(childTransport(child).frames$)).rejects.toMatchObject({
          code: 'ERR_CULVERT_TRANSPORT',
          message: expect.stringContaining('ENOENT'),
          cause: { code: 'ENOENT' },
        });
      }
    },
  );

  it('fails for a child if no descriptors are left', async () => {
    const script = `ulimit -n 24 && exec ${process.execPath} ${await bundleEntry(join(TESTING, 'no-descriptors.ts'), { platform: 'node' })}`;
    expect(JSON.parse(execFileSync('/bin/sh', ['-c', script], { encoding: 'utf8' }))).toEqual([
      'ERR_CULVERT_TRANSPORT',
      'EMFILE',
    ]);
  });
});

describe('parentTransport', () => {
  it('refuses a process without a parent', async () => {
    const orphan = await bundleEntry(join(TESTING, 'orphan-peer.ts'), { platform: 'node' });
    expect(execFileSync(process.execPath, [orphan], { encoding: 'utf8' })).toBe('ERR_CULVERT_TRANSPORT\n');
  });
});

describe('a main process', () => {
  let mainFile: string;
  beforeAll(async () => {
    mainFile = await bundleEntry(join(TESTING, 'main-peer.ts'), { platform: 'node' });
  });

  it('that is stopped lets the child give up in time', async () => {
    const main = startMain(mainFile, 'child', file, 'SIGSTOP');
    const [results] = await reportsOn(main.stdout, 1);
    expect(results).toMatchObject({ results: [{}, { code: 'ERR_CULVERT_SYNC_TIMEOUT' }] });
    const closed = once(main, 'close');
    main.kill('SIGKILL');
    await closed;
  });

  it('that is killed while the child waits disconnects it', async () => {
    const main = startMain(mainFile, 'child', file, 'SIGKILL');
    const [results] = await reportsOn(main.stdout);
    expect(results).toMatchObject({ results: [{}, { code: 'ERR_CULVERT_DISCONNECTED' }] });
  });

  it('that has called child.unref() exits with the connection open', async () => {
    const main = startMain(mainFile, 'child', file, 'unref');
    const closed = once(main, 'close');
    const [results, completed] = await reportsOn(main.stdout);
    expect(results).toMatchObject({ results: [{}, { reply: 'reply' }] });
    expect(completed).toEqual({ report: 'completed', connection: 1 });
    expect(await closed).toEqual([0, null]);
  });
});
