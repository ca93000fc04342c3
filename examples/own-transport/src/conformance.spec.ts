import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { connectNext, describeTransport } from '@culvert/testing';
import { fromEvent, map } from 'rxjs';
import './test-globals.js';
import { serveSocket } from './socket-transport.js';

const program = fileURLToPath(new URL('./renderer.js', import.meta.url));

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

describeTransport(
  'Unix domain socket',
  async (main, options) => {
    const folder = mkdtempSync(join(tmpdir(), 'culvert-'));
    const path = join(folder, 'main.sock');
    const { main: host, next } = connectNext(main);
    const server = serveSocket(host, path, main.limits);
    await once(server, 'listening');
    const children: ChildProcess[] = [];
    return {
      async open(info) {
        const connected = next(info);
        const child = fork(program, [path, JSON.stringify(options)]);
        children.push(child);
        const reports$ = fromEvent(child, 'message').pipe(map((event) => String([event].flat()[0])));
        return { webContents: await connected, reports$, end: () => kill(child) };
      },
      async dispose() {
        server.close();
        await Promise.all(children.map(kill));
        rmSync(folder, { recursive: true });
      },
    };
  },
  { sync: 'none', guests: true, reports: true },
);
