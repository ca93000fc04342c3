import { once } from 'node:events';
import { createMain, type Main, type WebContents } from '@culvert/core';
import { join } from 'node:path';
import { bundleEntry, collectGarbage } from '@culvert/harness';
import { DEFAULT_LIMITS, maxFrameBytes } from '@culvert/protocol';
import { lastValueFrom } from 'rxjs';
import { childTransport } from './child-transport.js';
import { forkRenderer, type RendererProcess } from './fork-renderer.js';

// Real processes on a machine that others use too.
jest.setTimeout(60_000);

const children: RendererProcess[] = [];
let main: Main;
let honest: WebContents;
let uncaught: unknown[];
const keepUncaught = (error: unknown): void => void uncaught.push(error);

beforeEach(async () => {
  uncaught = [];
  process.on('uncaughtException', keepUncaught);
  main = createMain();
  const file = await bundleEntry(join(__dirname, '../../../testing/echo-peer.ts'), { platform: 'node' });
  const child = forkRenderer(file);
  children.push(child);
  honest = main.connect(childTransport(child), { kind: 'process' });
});
afterEach(async () => {
  process.off('uncaughtException', keepUncaught);
  main.close();
  for (const child of children.splice(0)) {
    const exit = once(child, 'exit');
    if (child.exitCode === null && child.signalCode === null && child.kill('SIGKILL')) await exit;
  }
});

/** Bytes of buffers that this process holds, without buffers that wait for the collector. */
function heldBytes(): number {
  collectGarbage();
  return process.memoryUsage().arrayBuffers;
}

/**
 * A child that writes by hand. `read` and `write` are its descriptors; `record` makes a record as a renderer
 * does.
 */
function start(source: string): RendererProcess {
  const prelude = `
    const fs = require('fs');
    const [read, write] = process.env.CULVERT_PIPES.split(':').map(Number);
    const record = (type, connection, sync, frame, length = frame.length) => {
      const header = Buffer.alloc(13);
      header.writeUInt32BE(length, 0); header[4] = type; header.writeUInt32BE(connection, 5); header.writeUInt32BE(sync, 9);
      return Buffer.concat([header, Buffer.from(frame)]);
    };
    const put = (...buffers) => { for (const buffer of buffers) fs.writeSync(write, buffer); };
    setInterval(() => {}, 1000);
  `;
  const child = forkRenderer('-', [], { execArgv: ['-e', prelude + source] });
  children.push(child);
  return child;
}

async function expectHonestRendererWorks(): Promise<void> {
  const answer = once(main.ipcMain, 'pong');
  honest.send('ping', 'still there?');
  expect((await answer)[1]).toBe('still there?');
}

describe('a child that writes by hand', () => {
  it.each([
    ['text', `put(Buffer.from('GET / HTTP/1.1\\r\\n\\r\\n'))`],
    [
      'text to both descriptors',
      `fs.writeSync(read, 'no json\\n'); put(Buffer.from('{"cmd":"NODE_HANDLE_ACK"}\\n'.repeat(9)))`,
    ],
    // Main would wait for a length within the limit, as for every slow child.
    ['random bytes', `put(Buffer.from([255]), require('crypto').randomBytes(4096))`],
    ['a length over the limit', `put(record(1, 1, 0, ''), record(2, 1, 0, '', 2 ** 32 - 1))`],
    ['a record of an unknown kind', `put(record(1, 1, 0, ''), record(9, 1, 0, 'x'))`],
    ['a frame of a connection that was never opened', `put(record(2, 1, 0, 'x'))`],
    ['a connection twice', `put(record(1, 1, 0, ''), record(1, 1, 0, ''))`],
    ['connections out of order', `put(record(1, 7, 0, ''))`],
    ['connection 0', `put(record(1, 0, 0, ''))`],
  ])('loses only its connection, for %s', async (_, source) => {
    const transport = childTransport(start(source));
    await expect(lastValueFrom(transport.frames$)).rejects.toMatchObject({ code: 'ERR_CULVERT_TRANSPORT' });
    transport.replySync!('to nobody');
    transport.send('to nobody');
    await expectHonestRendererWorks();
    expect(uncaught).toEqual([]);
  });

  it("cannot reach Node's own channel", async () => {
    const child = start(`
      if (process.send) process.send({ cmd: 'NODE_HANDLE_ACK' });
      for (let fd = 0; fd < 16; fd++) try { fs.writeSync(fd, 'this is no json\\n'); } catch {}
      process.exit();
    `);
    const ended = lastValueFrom(childTransport(child).frames$);
    await expect(ended).rejects.toMatchObject({ code: 'ERR_CULVERT_TRANSPORT' });
    await expectHonestRendererWorks();
    expect(uncaught).toEqual([]);
  });

  it('is read up to the limit of main and not above', async () => {
    const limits = { messageBytes: 1000 };
    const longest = maxFrameBytes(limits);
    const sources = [longest, longest + 1].map(
      (length) => `put(record(1, 1, 0, ''), record(2, 1, 0, Buffer.alloc(${length})), record(4, 1, 0, ''))`,
    );
    const [atLimit, above] = sources.map((source) => childTransport(start(source), { limits }));
    expect(await lastValueFrom(atLimit!.frames$)).toHaveProperty('byteLength', longest);
    await expect(lastValueFrom(above!.frames$)).rejects.toMatchObject({ code: 'ERR_CULVERT_TRANSPORT' });
  });

  it('is read up to the default limit if the app passes undefined', async () => {
    const above = maxFrameBytes(DEFAULT_LIMITS) + 1;
    const child = start(`put(record(1, 1, 0, ''), record(2, 1, 0, '', ${above}))`);
    const transport = childTransport(child, { limits: { messageBytes: undefined } });
    await expect(lastValueFrom(transport.frames$)).rejects.toMatchObject({ code: 'ERR_CULVERT_TRANSPORT' });
  });

  it('is disconnected when it opens thousands of connections and reads no answer', async () => {
    const child = start(`
      try { for (let i = 1; i < 50000; i++) put(record(1, i, 0, '')); } catch {}
    `);
    await expect(lastValueFrom(childTransport(child).frames$)).rejects.toMatchObject({
      message: expect.stringContaining('does not read that they are closed'),
    });
    await expectHonestRendererWorks();
  });

  it('fills no memory through a connection that main has not accepted', async () => {
    const child = start(`
      put(record(1, 1, 0, ''));
      const large = record(2, 1, 0, Buffer.alloc(1024 * 1024));
      for (let i = 0; i < 200; i++) put(large);
      put(record(1, 2, 0, ''), record(4, 2, 0, ''));
    `);
    const first = childTransport(child);
    const second = childTransport(child);
    // The first connection has no listener while all of it arrives.
    await lastValueFrom(second.frames$, { defaultValue: undefined });
    expect(heldBytes()).toBeLessThan(100 * 1024 * 1024);
    await expect(lastValueFrom(first.frames$)).rejects.toMatchObject({ code: 'ERR_CULVERT_OVERFLOW' });
  });

  it('fills no memory with short frames among dropped data', async () => {
    const child = start(`
      put(record(1, 1, 0, ''), record(4, 1, 0, ''), record(1, 2, 0, ''));
      const unit = Buffer.concat([record(2, 1, 0, Buffer.alloc(60 * 1024)), record(2, 2, 0, 'x')]);
      for (let i = 0; i < 3000; i++) put(unit);
      put(record(1, 3, 0, ''), record(4, 3, 0, ''));
    `);
    const transports = [childTransport(child), childTransport(child), childTransport(child)];
    await lastValueFrom(transports[2]!.frames$, { defaultValue: undefined });
    expect(heldBytes()).toBeLessThan(50 * 1024 * 1024);
  });

  it('has ended when it exits, even if another process still holds its pipe', async () => {
    const child = start(`
      const stdio = ['ignore', 'ignore', 'ignore', write, read];
      const holder = require('child_process').spawn('sleep', ['60'], { stdio, detached: true });
      put(record(1, 1, 0, ''), record(2, 1, 0, String(holder.pid)));
      process.exit();
    `);
    const last = (await lastValueFrom(childTransport(child).frames$)) as Uint8Array;
    // It runs until the spec kills it here.
    expect(process.kill(Number(Buffer.from(last)), 'SIGKILL')).toBe(true);
  });
});
