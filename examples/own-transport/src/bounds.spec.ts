import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { createMain, createRenderer } from '@culvert/core';
import { filter, firstValueFrom } from 'rxjs';
import { FrameReader } from './frame-reader.js';
import { serveSocket, socketTransport } from './socket-transport.js';

const folder = mkdtempSync(join(tmpdir(), 'culvert-'));
const path = join(folder, 'main.sock');
const main = createMain({ limits: { queuedBytes: 1_000_000 } });
let server: Server;

before(async () => {
  server = serveSocket(main, path, main.limits);
  await once(server, 'listening');
});
after(async () => {
  await main.close();
  server.close();
  rmSync(folder, { recursive: true });
});

test('a reader gets whole frames, also from single bytes', () => {
  const reader = new FrameReader(10);
  const stream = Buffer.from([0, 0, 0, 2, 7, 8, 0, 0, 0, 0, 0, 0, 0, 1, 9]);
  const frames = [...stream].flatMap((byte) => reader.read(Buffer.from([byte])));
  assert.deepEqual(
    frames.map((frame) => [...frame]),
    [[7, 8], [], [9]],
  );
  assert.deepEqual(new FrameReader(10).read(stream), frames);
});

test('main closes the connection of a peer that announces 4 GiB', async () => {
  const socket = connect(path);
  socket.resume().write(Buffer.from([0xff, 0xff, 0xff, 0xff, 1]));
  await once(socket, 'close');
});

test('main drops messages to a peer that does not read, within its limit', async () => {
  const socket = connect(path);
  const renderer = createRenderer(socketTransport(socket));
  await renderer.ready;
  socket.pause();
  const drop = firstValueFrom(
    main.inspect$.pipe(filter((item) => item.kind === 'drop' && item.reason === 'queue-full')),
  );
  const webContents = main.webContents.fromId(renderer.id!)!;
  for (let i = 0; i < 100; i++) webContents.send('large', 'x'.repeat(100_000));
  await drop;
  socket.destroy();
});
