import type { ChildProcess, ForkOptions } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { bundleEntry } from '@culvert/harness';
import { startChild } from '../../../testing/start-peer.js';
import { forkRenderer } from './fork-renderer.js';

// Real processes on a machine that others use too.
jest.setTimeout(60_000);

let file: string;
beforeAll(async () => {
  file = await bundleEntry(join(__dirname, '../../../testing/renderer-peer.ts'), { platform: 'node' });
});

describe('forkRenderer', () => {
  it.each<[string, ForkOptions, readonly boolean[]]>([
    ['nothing', {}, [false, false, false, false, true]],
    ['silent', { silent: true }, [true, true, true, false, true]],
    ['a word', { stdio: 'pipe' }, [true, true, true, false, true]],
    ['a list', { stdio: ['ignore', 'pipe', 'ignore', 'ipc'] }, [false, true, false, false, true]],
    [
      'pipes of their own',
      { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'ipc'] },
      [false, false, false, true, false, true],
    ],
  ])('adds its pipe to the stdio of users who say %s', async (_, options, pipes) => {
    const child = forkRenderer(file, [], options);
    const peer = startChild(child);
    const transport = peer.transport();
    transport.frames$.subscribe(() => transport.replySync!('reply'));
    const [, result] = await peer.run(
      { do: 'connect' },
      { do: 'send-sync', frame: 'sync', timeoutMs: 30_000 },
    );
    expect(result).toMatchObject({ reply: 'reply' });
    expect(child.stdio.map((stream) => stream !== null && stream !== undefined)).toEqual(pipes);
    await peer.kill();
  });

  it('passes on arguments, environment and the other options', async () => {
    const print = 'process.send([process.env.MINE, process.env.PATH, process.argv.slice(1), process.cwd()])';
    const child = forkRenderer('-', ['an argument'], {
      execArgv: ['-e', print],
      env: { MINE: 'yes' },
      cwd: '/',
    });
    const exit = once(child, 'exit');
    expect((await once(child, 'message'))[0]).toEqual(['yes', null, ['-', 'an argument'], '/']);
    await exit;
  });

  it('takes the environment of this process where users give none', async () => {
    const print = 'process.send(process.env.PATH)';
    const child: ChildProcess = forkRenderer('-', [], { execArgv: ['-e', print] });
    const exit = once(child, 'exit');
    expect((await once(child, 'message'))[0]).toBe(process.env['PATH']);
    await exit;
  });
});
