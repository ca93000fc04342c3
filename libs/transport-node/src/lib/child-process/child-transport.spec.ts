import { execFileSync, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { bundleEntry } from '@culvert/harness';
import { lastValueFrom, toArray } from 'rxjs';
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

  it('opens a connection by its first sync request when its IPC channel is stuck', async () => {
    peer = startPeer('child', file);
    const transport = peer.transport();
    transport.frames$.subscribe((frame) => {
      if (frame === 'sync') transport.replySync!('reply');
    });
    const results = await peer.run(
      { do: 'post-large', bytes: 20 * 1024 * 1024 },
      { do: 'connect' },
      { do: 'send', frame: 'a' },
      { do: 'send-sync', frame: 'sync', timeoutMs: 30_000 },
    );
    expect(results[3]).toMatchObject({ reply: 'reply' });
  });

  it('says how to get sendSync where fork has started it', async () => {
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

  it('does not take the pipe of its parent for its own', async () => {
    const inherited = { ...process.env, CULVERT_SYNC_PIPE: `4:${process.ppid}` };
    peer = startChild(fork(file, { env: inherited }));
    peer.transport();
    const [, result] = await peer.run(
      { do: 'connect' },
      { do: 'send-sync', frame: 'sync', timeoutMs: 30_000 },
    );
    expect(result).toMatchObject({ code: 'ERR_CULVERT_SYNC_UNSUPPORTED' });
  });

  it('is left by child.disconnect() as by close(), even while it waits', async () => {
    const child = forkRenderer(file, ['--stdout'], { silent: true });
    peer = startChild(child);
    const transport = peer.transport();
    transport.frames$.subscribe(() => child.disconnect());
    const all = lastValueFrom(transport.frames$.pipe(toArray()));
    peer.post({ do: 'connect' }, { do: 'send-sync', frame: 'sync', timeoutMs: 30_000 });
    expect(await all).toEqual(['sync']);
    const [results, completed] = await reportsOn(child.stdout!);
    expect(results).toMatchObject({ results: [{}, { code: 'ERR_CULVERT_DISCONNECTED' }] });
    expect(completed).toEqual({ report: 'completed', connection: 1 });
    expect(await lastValueFrom(peer.transport().frames$.pipe(toArray()))).toEqual([]);
  });

  it('that writes something else into the pipe loses it, and nothing more', async () => {
    const garbage = "require('fs').writeSync(4, 'GET / HTTP/1.1'); process.on('message', () => {});";
    const child = forkRenderer('-', [], { execArgv: ['-e', garbage] });
    peer = startChild(child);
    const transport = peer.transport();
    await once(child.stdio[4]!, 'close');
    transport.replySync!('to nobody');
    transport.send('to nobody');
  });
});

describe('childTransport', () => {
  it('refuses a child without an IPC channel', async () => {
    const child = spawn(process.execPath, ['-e', '0'], { stdio: 'ignore' });
    expect(() => childTransport(child)).toThrow(expect.objectContaining({ code: 'ERR_CULVERT_TRANSPORT' }));
    await once(child, 'exit');
  });

  it('completes for a child that could not be started', async () => {
    const child = forkRenderer(file, [], { execPath: '/nowhere/node' });
    const failed = once(child, 'error');
    const { frames$ } = childTransport(child);
    expect(await lastValueFrom(frames$.pipe(toArray()))).toEqual([]);
    expect(await failed).toMatchObject([{ code: 'ENOENT' }]);
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

  it('that has let go of the child exits with the connection open', async () => {
    const main = startMain(mainFile, 'child', file, 'unref');
    const closed = once(main, 'close');
    const [results, completed] = await reportsOn(main.stdout);
    expect(results).toMatchObject({ results: [{}, { reply: 'reply' }] });
    expect(completed).toEqual({ report: 'completed', connection: 1 });
    expect(await closed).toEqual([0, null]);
  });
});
