import { once } from 'node:events';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundleEntry } from '@culvert/harness';
import { startChild } from '../../../testing/start-peer.js';
import { forkRenderer, type ForkRendererOptions, type RendererProcess } from './fork-renderer.js';

// Real processes on a machine that others use too.
jest.setTimeout(60_000);

let file: string;
beforeAll(async () => {
  file = await bundleEntry(join(__dirname, '../../../testing/renderer-peer.ts'), { platform: 'node' });
});

describe('forkRenderer', () => {
  it.each<[string, ForkRendererOptions, readonly boolean[]]>([
    ['nothing', {}, [false, false, false, false, true, true]],
    ['silent', { silent: true }, [true, true, true, false, true, true]],
    ['a word', { stdio: 'pipe' }, [true, true, true, false, true, true]],
    ['a list', { stdio: ['ignore', 'pipe', 'ignore', 'ipc'] }, [false, true, false, false, true, true]],
    ['a short list', { stdio: ['ignore'] }, [false, true, true, false, true, true]],
    [
      'pipes of their own',
      { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'ipc'] },
      [false, false, false, true, false, true, true],
    ],
    ['detached', { detached: true }, [false, false, false, false, true, true]],
  ])('adds its pipes to the stdio of the user: %s', async (_, options, pipes) => {
    const child = forkRenderer(file, [], { ...options, ipc: true });
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
    const print =
      'console.log(JSON.stringify([process.env.MINE, process.env.PATH, process.argv.slice(1), process.cwd()]))';
    const child = forkRenderer('-', ['an argument'], {
      execArgv: ['-e', print],
      env: { MINE: 'yes' },
      cwd: '/',
      silent: true,
    });
    expect(JSON.parse(await outputOf(child))).toEqual(['yes', null, ['-', 'an argument'], '/']);
  });

  it('uses the environment of this process if the user gives none', async () => {
    const child = forkRenderer('-', [], { execArgv: ['-p', 'process.env.PATH'], silent: true });
    expect((await outputOf(child)).trim()).toBe(process.env['PATH']);
  });

  it('accepts a file: url, and a program in place of Node', async () => {
    const url = pathToFileURL('/a b');
    const child = forkRenderer(url, ['c'], { execPath: '/bin/echo', execArgv: ['x'], silent: true });
    expect(await outputOf(child)).toBe('x /a b c\n');
  });

  it("gives no IPC channel of Node's, even if the environment names one", async () => {
    const print =
      'console.log(JSON.stringify([typeof process.send, process.connected, process.env.NODE_CHANNEL_FD, process.channel]))';
    const env = { ...process.env, NODE_CHANNEL_FD: '4', NODE_CHANNEL_SERIALIZATION_MODE: 'json' };
    const child = forkRenderer('-', [], { execArgv: ['-e', print], silent: true, env });
    expect(JSON.parse(await outputOf(child))).toEqual(['undefined', null, null, null]);
    expect('send' in child).toBe(false);
  });

  it.each<[string, ForkRendererOptions & { readonly ipc: true }]>([
    ['ipc: true', { ipc: true }],
    ['ipc: true and a list', { ipc: true, stdio: ['ignore', 'ignore', 'inherit'] }],
    ['both', { ipc: true, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] }],
  ])('gives the channel if the user asks with %s', async (_, options) => {
    const child = forkRenderer('-', [], { ...options, execArgv: ['-e', "process.send('mine')"] });
    const exit = once(child, 'exit');
    expect((await once(child, 'message'))[0]).toBe('mine');
    await exit;
  });

  it("keeps its pipes from the child's own children", async () => {
    const grandchild = `
      const { readdirSync, readlinkSync } = require('fs');
      const links = readdirSync('/proc/self/fd').flatMap((fd) => { try { return [readlinkSync('/proc/self/fd/' + fd)]; } catch { return []; } });
      console.log(JSON.stringify({ variable: process.env.CULVERT_PIPES ?? null, sockets: links.filter((link) => link.startsWith('socket')).length }));
    `;
    const grandchildFile = await writeSource('grandchild.cjs', grandchild);
    const child = forkRenderer(file, [], {
      silent: true,
      execArgv: [
        '-r',
        await writeSource(
          'starter.cjs',
          `
      const { spawnSync } = require('child_process');
      const { stdout } = spawnSync(process.execPath, [${JSON.stringify(grandchildFile)}], { stdio: ['ignore', 'pipe', 'ignore'] });
      process.stdout.write(stdout);
      process.exit();
    `,
        ),
      ],
    });
    const { variable, sockets } = JSON.parse(await outputOf(child)) as { variable: string; sockets: number };
    // Its one socket is standard output. The variable is void there, because the grandchild has another parent.
    expect(variable).toMatch(/^3:4:\d+$/);
    expect(sockets).toBe(1);
  });
});

async function outputOf(child: RendererProcess): Promise<string> {
  let text = '';
  for await (const chunk of child.stdout!) text += String(chunk);
  return text;
}

async function writeSource(name: string, source: string): Promise<string> {
  const path = join(await mkdtemp(join(tmpdir(), 'culvert-')), name);
  await writeFile(path, source);
  return path;
}
