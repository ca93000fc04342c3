import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { createRenderer } from '@culvert/core';
import { bundleEntry } from '@culvert/harness';
import { EMPTY_BODY, PROTOCOL_VERSION, packFrame, unpackFrame } from '@culvert/protocol';
import { openSocket } from '../../../testing/web-socket/raw-client.js';
import { webSocketTransport } from './web-socket-transport.js';

/** 2 GB in the long form: `SLOW_READER_MESSAGES=20000`. */
const COUNT = Number(process.env['SLOW_READER_MESSAGES'] ?? 2000);

jest.setTimeout(300_000);

interface Served {
  readonly url: string;
  readonly port: number;
  readonly token: string;
}

interface Report {
  readonly before: number;
  readonly peak: number;
  readonly after: number;
  readonly drops: readonly (readonly [id: number, count: number])[];
}

describe('a client that never reads, while main repeatedly broadcasts 100 KB', () => {
  let main: ChildProcess;
  afterEach(() => main.kill('SIGKILL'));

  async function said<T>(): Promise<T> {
    const [message] = (await once(main, 'message')) as [T];
    return message;
  }

  /** Says hello as any renderer does, and then reads nothing, so that the window of its connection is full. */
  async function connectDeaf({ port, token }: Served): Promise<number> {
    const socket = await openSocket({ port, token });
    socket.on('error', () => {});
    const hello = { kind: 'hello', version: PROTOCOL_VERSION, codec: 'electronJson' } as const;
    socket.send(packFrame([{ message: hello, body: EMPTY_BODY }], 'text') as string);
    const [data] = (await once(socket, 'message')) as [Buffer];
    (socket as unknown as { readonly _socket: Socket })._socket.pause();
    const [welcome] = unpackFrame(data.toString(), 'text');
    return (welcome!.message as { readonly id: number }).id;
  }

  it('costs main a bounded amount of memory, and no other renderer anything', async () => {
    const file = await bundleEntry(join(__dirname, '../../../testing/web-socket/broadcast-main.ts'), {
      platform: 'node',
    });
    main = fork(file);
    const served = await said<Served>();
    const renderer = createRenderer(webSocketTransport(served.url, { token: served.token }));
    await renderer.ready;
    let ticks = 0;
    const ended = new Promise<void>((resolve) => {
      renderer.ipcRenderer.on('tick', (_, text) => {
        ticks++;
        if (text === 'end') resolve();
      });
    });
    const deaf = await connectDeaf(served);
    const reported = said<Report>();
    main.send(COUNT);
    const waits: number[] = [];
    let report: Report | undefined;
    void reported.then((each) => (report = each));
    while (report === undefined) {
      const start = performance.now();
      expect(await renderer.ipcRenderer.invoke('ping')).toBe('pong');
      waits.push(performance.now() - start);
    }
    await ended;
    waits.sort((a, b) => a - b);
    const p99 = Math.round(waits[Math.floor(waits.length * 0.99)]!);
    console.log(JSON.stringify({ ...report, messages: COUNT, invokes: waits.length, p99 }));
    const { before, peak, drops } = report;
    // `queuedBytes` is 64 MiB. The same amount again lies in buffers and in uncollected memory.
    expect(peak - before).toBeLessThan(160);
    expect(drops.map(([id]) => id)).toEqual([deaf]);
    // Until it has answered no ping for too long, and main has ended it.
    expect(drops[0]![1]).toBeGreaterThan(100);
    expect(ticks).toBe(COUNT + 1);
    renderer.close();
  });
});
