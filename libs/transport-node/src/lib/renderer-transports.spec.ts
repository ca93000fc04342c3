import { join } from 'node:path';
import type { Transport } from '@culvert/core';
import { bundleEntry } from '@culvert/harness';
import { firstValueFrom, lastValueFrom, take, toArray } from 'rxjs';
import type { Step } from '../../testing/peer-steps.js';
import { startPeer, type Peer, type PeerKind } from '../../testing/start-peer.js';

const WITH_SYNC: readonly PeerKind[] = ['worker', 'child'];
const ALL: readonly PeerKind[] = [...WITH_SYNC, 'plain fork'];
const LARGE_BYTES = 12 * 1024 * 1024;

// Real processes on a machine that others use too.
jest.setTimeout(60_000);

let file: string;
let peer: Peer;

beforeAll(async () => {
  file = await bundleEntry(join(__dirname, '../../testing/renderer-peer.ts'), { platform: 'node' });
});
afterEach(() => peer.kill());

function start(kind: PeerKind): Transport {
  peer = startPeer(kind, file);
  return peer.transport();
}

/** Answers each sync request with its own text. A spec marks a request by its first word. */
function answerSync(transport: Transport): string[] {
  const frames: string[] = [];
  transport.frames$.subscribe((frame) => {
    frames.push(frame as string);
    if ((frame as string).startsWith('sync')) transport.replySync!(`re: ${frame as string}`);
  });
  return frames;
}

function completed(transport: Transport): Promise<unknown[]> {
  return lastValueFrom(transport.frames$.pipe(toArray()));
}

/** Keeps this process, main, from doing anything. */
function block(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

const connect: Step = { do: 'connect' };
const close: Step = { do: 'close' };
const send = (frame: string): Step => ({ do: 'send', frame });
const sendSync = (frame: string, timeoutMs = 30_000): Step => ({ do: 'send-sync', frame, timeoutMs });

describe.each(ALL)('a renderer in a %s', (kind) => {
  it('carries frames in both directions, in order', async () => {
    const transport = start(kind);
    const frames = ['', 'æøå \ud83d\ude00', '\ud800', 'x'.repeat(1_000_000)];
    const arrived = firstValueFrom(transport.frames$.pipe(take(frames.length), toArray()));
    await peer.run(connect, ...frames.map(send));
    expect(await arrived).toEqual(frames);
    for (const frame of frames) transport.send(frame);
    for (const frame of frames) expect(await peer.next('frame')).toMatchObject({ frame });
  });

  it('keeps what main sends before the renderer connects', async () => {
    const transport = start(kind);
    transport.send('early');
    await peer.run(connect);
    transport.send('later');
    expect(await peer.next('frame')).toMatchObject({ frame: 'early' });
    expect(await peer.next('frame')).toMatchObject({ frame: 'later' });
  });

  it('keeps what the renderer sends before main listens', async () => {
    const transport = start(kind);
    await peer.run(connect, send('a'), send('b'), close);
    await peer.next('completed');
    expect(await completed(transport)).toEqual(['a', 'b']);
  });

  it('completes both sides when the renderer closes, after its last frame, and the peer lives on', async () => {
    const transport = start(kind);
    const all = completed(transport);
    await peer.run(connect, send('last'), close, close, send('too late'));
    expect(await all).toEqual(['last']);
    await peer.next('completed');
    transport.send('to nobody');
    expect(await peer.run(connect)).toHaveLength(1);
  });

  it('completes both sides when main closes, and the peer lives on', async () => {
    const transport = start(kind);
    const all = completed(transport);
    await peer.run(connect);
    transport.send('last');
    transport.close();
    transport.close();
    transport.send('too late');
    expect(await all).toEqual([]);
    expect(await peer.next('frame')).toMatchObject({ frame: 'last' });
    await peer.next('completed');
    expect(await peer.run(send('to nobody'))).toHaveLength(1);
  });

  it('closes a connection that no transport of main waits for', async () => {
    start(kind).close();
    await peer.run(connect, send('to nobody'));
    await peer.next('completed');
  });

  it('gives the connection to the second transport if the first was closed before it came', async () => {
    start(kind).close();
    const transport = peer.transport();
    const first = firstValueFrom(transport.frames$);
    await peer.run(connect, send('hello'));
    expect(await first).toBe('hello');
  });

  it('connects a reloaded renderer to a second transport, made when the first has ended', async () => {
    const first = start(kind);
    const second = new Promise<Transport>((resolve) => {
      first.frames$.subscribe({ complete: () => resolve(peer.transport()) });
    });
    await peer.run(connect, send('of the first'), close, connect, send('of the second'));
    const transport = await second;
    expect(await firstValueFrom(transport.frames$)).toBe('of the second');
    transport.send('welcome back');
    expect(await peer.next('frame')).toMatchObject({ connection: 2, frame: 'welcome back' });
  });

  it('keeps connections apart', async () => {
    const transports = [start(kind), peer.transport()] as const;
    const arrived = Promise.all(transports.map(({ frames$ }) => firstValueFrom(frames$)));
    await peer.run(connect, send('one'), connect, send('two'));
    expect(await arrived).toEqual(['one', 'two']);
    transports[0].close();
    expect(await peer.next('completed')).toMatchObject({ connection: 1 });
    transports[1].send('still open');
    expect(await peer.next('frame')).toMatchObject({ connection: 2, frame: 'still open' });
  });

  it('completes when the peer is killed, and sending to it does nothing', async () => {
    const transport = start(kind);
    const all = completed(transport);
    await peer.run(connect, send('last words'));
    const killed = peer.kill();
    transport.send('never arrives');
    expect(await all).toEqual(['last words']);
    await killed;
    transport.send('to nobody');
    transport.replySync?.('to nobody');
    transport.close();
    expect(await completed(peer.transport())).toEqual([]);
  });

  it('delivers what the peer sends before it exits', async () => {
    const all = completed(start(kind));
    peer.post(connect, send('a'), send('b'), { do: 'exit' });
    expect(await all).toEqual(['a', 'b']);
  });

  it('completes when the peer is killed before it connects', async () => {
    const all = completed(start(kind));
    await peer.kill();
    expect(await all).toEqual([]);
  });

  it('keeps the peer alive while it is open, and lets it go once it is closed', async () => {
    const transport = start(kind);
    await peer.run(connect, { do: 'leave' });
    transport.send('still there?');
    expect(await peer.next('frame')).toMatchObject({ frame: 'still there?' });
    transport.close();
    await peer.exit;
  });

  it("leaves the user's own messages alone", async () => {
    const transport = start(kind);
    const arrived = completed(transport);
    await peer.run(connect, send('a frame'), close);
    await peer.next('completed');
    expect(await arrived).toEqual(['a frame']);
    const own = peer.messages.filter((message) => 'report' in (message as object));
    expect(own).toEqual([
      { report: 'completed', connection: 1 },
      { report: 'results', results: expect.any(Array) },
    ]);
  });
});

describe.each(WITH_SYNC)('sendSync in a %s', (kind) => {
  it('returns what main replies', async () => {
    answerSync(start(kind));
    const results = await peer.run(connect, sendSync('sync 1'), sendSync('sync \ud800 æøå'));
    expect(results.map(({ reply }) => reply)).toEqual([undefined, 're: sync 1', 're: sync \ud800 æøå']);
  });

  it('waits for a reply that main gives later', async () => {
    const transport = start(kind);
    transport.frames$.subscribe(() => setImmediate(() => transport.replySync!('at last')));
    expect((await peer.run(connect, sendSync('sync')))[1]).toMatchObject({ reply: 'at last' });
  });

  it('keeps the order of 1,000 mixed frames', async () => {
    const frames = answerSync(start(kind));
    const steps = Array.from({ length: 1000 }, (_, i) =>
      (i * 7919) % 10 < 7 ? send(`async ${i}`) : sendSync(`sync ${i}`),
    ).concat(sendSync('sync at last'));
    const results = await peer.run(connect, ...steps);
    const expected = steps.map((step) => (step as { readonly frame: string }).frame);
    expect(frames).toEqual(expected);
    expect(results.slice(1).map(({ reply }) => reply)).toEqual(
      expected.map((frame) => (frame.startsWith('sync') ? `re: ${frame}` : undefined)),
    );
  });

  it('keeps the order behind frames that are too large to have left', async () => {
    const frames = answerSync(start(kind));
    const large: Step = { do: 'send-large', bytes: LARGE_BYTES };
    const results = await peer.run(
      connect,
      send('a'),
      large,
      send('b'),
      sendSync('sync 1'),
      send('c'),
      sendSync('sync 2'),
    );
    expect(frames.map((frame) => (frame.length > 100 ? frame.length : frame))).toEqual([
      'a',
      LARGE_BYTES,
      'b',
      'sync 1',
      'c',
      'sync 2',
    ]);
    expect(results.flatMap(({ reply }) => reply ?? [])).toEqual(['re: sync 1', 're: sync 2']);
  });

  it('delivers what main has sent meanwhile after it has returned', async () => {
    const transport = start(kind);
    transport.frames$.subscribe(() => {
      transport.send('meanwhile');
      transport.replySync!('reply');
    });
    await peer.run(connect, sendSync('sync'), sendSync('sync'));
    await peer.next('frame');
    await peer.next('frame');
    expect(
      peer.messages.flatMap((message) => (message as { readonly report?: string }).report ?? []),
    ).toEqual(['results', 'frame', 'frame']);
  });

  it('gives up after its timeout, and ignores the reply that comes too late', async () => {
    const transport = start(kind);
    const frames: unknown[] = [];
    transport.frames$.subscribe((frame) => {
      frames.push(frame);
      if (frame === 'sync 2') transport.replySync!('to the second');
    });
    const [, first] = await peer.run(connect, sendSync('sync 1', 50));
    expect(first).toMatchObject({ code: 'ERR_CULVERT_SYNC_TIMEOUT' });
    expect(first!.ms).toBeGreaterThanOrEqual(50);
    transport.replySync!('too late');
    const [second] = await peer.run(sendSync('sync 2'));
    expect(second).toMatchObject({ reply: 'to the second' });
    expect(frames).toEqual(['sync 1', 'sync 2']);
  });

  it('survives giving up in the middle of a request and of a reply', async () => {
    const transport = start(kind);
    transport.frames$.subscribe((frame) => {
      const text = frame as string;
      transport.replySync!(text.length > 100 ? text : `re: ${text}`);
    });
    // More than the buffers of a pipe hold, so that both sides have to go on several times.
    const large = 'x'.repeat(4 * 1024 * 1024);
    const results = await peer.run(
      connect,
      ...[0, 1, 2, 5, 10, 20, 40, 80].flatMap((ms) => [sendSync(large, ms), sendSync(`sync ${ms}`)]),
    );
    const small = results.filter((_, i) => i > 0 && i % 2 === 0).map(({ reply }) => reply);
    expect(small).toEqual([0, 1, 2, 5, 10, 20, 40, 80].map((ms) => `re: sync ${ms}`));
  });

  it('gives up in time while main is busy, and main then sees everything in order', async () => {
    const frames = answerSync(start(kind));
    await peer.run(connect);
    peer.post(send('a'), sendSync('sync 1', 100), send('b'), sendSync('sync 2'));
    block(400);
    const [, first, , second] = (await peer.next('results')).results;
    expect(first).toMatchObject({ code: 'ERR_CULVERT_SYNC_TIMEOUT' });
    expect(first!.ms).toBeLessThan(300);
    expect(second).toMatchObject({ reply: 're: sync 2' });
    expect(frames.filter((frame) => frame !== 'sync 1')).toEqual(['a', 'b', 'sync 2']);
    expect([-1, 1]).toContain(frames.indexOf('sync 1'));
  });

  it('ends at once when main closes while it waits', async () => {
    const transport = start(kind);
    transport.frames$.subscribe(() => transport.close());
    const [, ...results] = await peer.run(connect, sendSync('sync'), sendSync('sync, in the same turn'));
    expect(results).toHaveLength(2);
    for (const result of results) expect(result).toMatchObject({ code: 'ERR_CULVERT_DISCONNECTED' });
    await peer.next('completed');
  });

  it('ends at once if main closed before, even unnoticed', async () => {
    const transport = start(kind);
    await peer.run(connect);
    transport.close();
    const [result] = await peer.run(sendSync('sync'));
    expect(result).toMatchObject({ code: 'ERR_CULVERT_DISCONNECTED' });
  });

  it('ends at once when this side has closed', async () => {
    start(kind);
    const [, , result] = await peer.run(connect, close, sendSync('sync'));
    expect(result).toMatchObject({ code: 'ERR_CULVERT_DISCONNECTED' });
  });

  it('works on the connection after a reload', async () => {
    answerSync(start(kind));
    answerSync(peer.transport());
    const results = await peer.run(connect, sendSync('sync 1'), close, connect, sendSync('sync 2'));
    expect(results.flatMap(({ reply }) => reply ?? [])).toEqual(['re: sync 1', 're: sync 2']);
  });

  it('completes main when the peer is killed while it waits', async () => {
    const transport = start(kind);
    const all = completed(transport);
    const asked = firstValueFrom(transport.frames$);
    peer.post(connect, sendSync('sync'));
    expect(await asked).toBe('sync');
    await peer.kill();
    expect(await all).toEqual(['sync']);
    transport.replySync!('to nobody');
  });
});
