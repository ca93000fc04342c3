import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { temporaryFolder } from './support/data-dir.js';
import { familyOf, isAlive, until } from './support/processes.js';
import { outputOf, runNpmStart, runStartScript, startApp } from './support/start-app.js';

const folder = temporaryFolder();

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await once(server.close(), 'close');
  return port;
}

describe('npm start', () => {
  it('prints the address, serves the launcher there, and ends with Ctrl-C without leaving a process', async () => {
    const app = await startApp(join(folder, 'npm'), ['--port', '0'], runNpmStart);
    const response = await fetch(app.address);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(await response.text()).toContain('<title>Activity</title>');

    const group = app.child.pid ?? 0;
    const family = familyOf(group);
    expect(family.length).toBeGreaterThan(1);
    // A terminal sends Ctrl-C as a signal to all processes that it has started.
    process.kill(-group, 'SIGINT');
    // npm itself then ends by the signal, as it does with every script.
    await app.ended;
    await until(() => !family.some(isAlive), 'the end of all processes');
    // The pipe may still hold output of a process that is gone.
    await until(() => app.lines.includes('Ended.'), 'the last line of the app');
  });
});

describe('the start script', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('ends with 0 after %s', async (signal) => {
    const app = await startApp(join(folder, signal));
    const family = familyOf(app.child.pid ?? 0);
    app.child.kill(signal);
    expect(await app.ended).toEqual({ code: 0, signal: null });
    expect(family.filter(isAlive)).toEqual([]);
  });

  it('reports a taken port and takes the next free one', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const app = await startApp(join(folder, 'taken'), ['--port', String(port)]);
    expect(app.port).toBeGreaterThan(port);
    expect(app.lines).toContain(`Port ${port} is taken; using ${app.port} instead.`);
    expect((await fetch(app.address)).status).toBe(200);
    app.child.kill('SIGINT');
    await app.ended;
    other.close();
  });

  it('comes back at the same address', async () => {
    const dataDir = join(folder, 'same');
    const first = await startApp(dataDir);
    first.child.kill('SIGINT');
    await first.ended;
    const second = await startApp(dataDir);
    expect(second.address).toBe(first.address);
    expect(statSync(join(dataDir, 'session.json')).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(dataDir, 'session.json'), 'utf8')).toContain(
      new URL(first.address).searchParams.get('token'),
    );
    second.child.kill('SIGINT');
    await second.ended;
  });

  it('opens a browser without the key in the arguments of any process', async () => {
    const dataDir = join(folder, 'browser');
    const record = join(folder, 'arguments');
    const browser = join(folder, 'browser.sh');
    // Replaces the browser. It records everything that every local user can read of it and of its
    // parents.
    writeFileSync(
      browser,
      `#!/bin/sh\ncat /proc/[0-9]*/cmdline | tr '\\0' ' ' > ${record}.part\nmv ${record}.part ${record}\n`,
      {
        mode: 0o755,
      },
    );
    const app = await startApp(dataDir, ['--port', '0'], (args) =>
      runStartScript(
        args.filter((flag) => flag !== '--no-open'),
        { BROWSER: browser, CI: '', DISPLAY: '', PATH: process.env['PATH'] },
      ),
    );
    const key = new URL(app.address).searchParams.get('token')!;
    await until(() => existsSync(record), 'the start of the browser');
    const seen = readFileSync(record, 'utf8');
    expect(seen).not.toContain(key);
    expect(seen).toContain(join(dataDir, 'open.html'));
    expect(readFileSync(join(dataDir, 'open.html'), 'utf8')).toContain(app.address);
    expect(statSync(join(dataDir, 'open.html')).mode & 0o777).toBe(0o600);
    app.child.kill('SIGINT');
    await app.ended;
    expect(existsSync(join(dataDir, 'open.html'))).toBe(false);
  });

  it('starts if it cannot save anything, and reports that', async () => {
    const dataDir = join(folder, 'unsaved');
    // A folder in place of the file. No file can be renamed onto it, as on a full disk.
    mkdirSync(join(dataDir, 'session.json', 'x'), { recursive: true });
    mkdirSync(join(dataDir, 'open.html', 'x'), { recursive: true });
    const app = await startApp(dataDir);
    expect((await fetch(app.address)).status).toBe(200);
    expect(app.lines.join('\n')).toContain('The session could not be saved');
    app.child.kill('SIGINT');
    expect(await app.ended).toEqual({ code: 0, signal: null });
  });

  it('takes no key from a folder into which other users could write, and closes it', async () => {
    const dataDir = join(folder, 'open');
    const session = join(dataDir, 'session.json');
    const planted = 'p'.repeat(43);
    const port = await freePort();
    mkdirSync(dataDir);
    chmodSync(dataDir, 0o777);
    writeFileSync(session, JSON.stringify({ token: planted, port }));
    const app = await startApp(dataDir, ['--port', String(port)]);
    expect(app.port).toBe(port);
    expect(app.address).not.toContain(planted);
    expect(readFileSync(session, 'utf8')).not.toContain(planted);
    expect(statSync(dataDir).mode & 0o777).toBe(0o700);
    expect(app.lines.join('\n')).toContain('Other users could write into');
    app.child.kill('SIGINT');
    await app.ended;
  });

  it('starts with the defaults if the settings are broken, and reports that', async () => {
    const dataDir = join(folder, 'same');
    writeFileSync(join(dataDir, 'settings.json'), '{"theme":');
    const app = await startApp(dataDir);
    expect(app.lines.join('\n')).toContain('starting with the defaults');
    app.child.kill('SIGINT');
    await app.ended;
  });

  it.each([
    [['--port', 'http'], '--port'],
    [['--prot', '1'], '--prot'],
    [['file.txt'], 'file.txt'],
  ])('refuses %j with 2 and a reason', async (args, reason) => {
    const { code, stderr, stdout } = await outputOf(runStartScript(args));
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(reason);
    expect(stderr).toContain('--help');
    expect(stderr).not.toContain('    at ');
  });

  it('explains its flags', async () => {
    const { code, stdout } = await outputOf(runStartScript(['--help']));
    expect(code).toBe(0);
    for (const flag of ['--port', '--no-open', '--data-dir', '--help']) expect(stdout).toContain(flag);
  });
});
