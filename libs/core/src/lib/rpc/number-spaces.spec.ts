import { packFrame, type RendererMessage } from '@culvert/protocol';
import fc from 'fast-check';
import { firstValueFrom } from 'rxjs';
import { call, defineContract, electronJson, expose, stream, wrap } from '../../index.js';
import { inProcess } from '../../../testing/in-process.js';
import { hello } from '../../../testing/by-hand.js';
import { turns } from '../../../testing/turns.js';

const contract = defineContract('app', { ask: call<number, string>(), rows: stream<number, string>() });

/** Numbers of both number spaces, and a few of neither. */
const seq = fc.oneof(
  { weight: 9, arbitrary: fc.integer({ min: 1, max: 6 }) },
  { weight: 1, arbitrary: fc.constantFrom(0, -1, 99) },
);
const input = fc.constantFrom({}, { input: true as const });
const text = (value: unknown) => electronJson.encode([value]);
const part = fc.oneof(
  fc
    .record({ seq, input, ok: fc.boolean() })
    .map(({ input: i, ...rest }) => ({ kind: 'reply', ...rest, ...i })),
  fc.record({ seq, input }).map(({ input: i, ...rest }) => ({ kind: 'cancel', ...rest, ...i })),
  fc
    .record({ seq, input })
    .map(({ input: i, ...rest }) => ({ kind: 'demand', items: 1, bytes: 9, ...rest, ...i })),
  fc.record({ seq, input }).map(({ input: i, ...rest }) => ({ kind: 'items', sizes: [10], ...rest, ...i })),
);

/** Main, an honest renderer and one that writes its frames by hand. */
async function setUp() {
  const { main, open, peer } = inProcess({ limits: { badFrames: 1_000_000 } });
  const release: (() => void)[] = [];
  const waits = () => new Promise<void>((resolve) => release.push(resolve));
  expose(main, contract, {
    ask: async (n) => (await waits(), `main ${n}`),
    rows: async function* (n) {
      await waits();
      yield `row of main ${n}`;
    },
  });
  main.ipcMain.handle('slow', async (_event, k: number) => (await waits(), `slow ${k}`));
  const honest = open();
  expose(honest.renderer, contract, {
    ask: async (n) => (await waits(), `honest ${n}`),
    rows: async function* (n) {
      await waits();
      yield `row of honest ${n}`;
    },
  });
  const { webContents: hostileContents, packets: got, frames$ } = peer();
  const send = (...messages: object[]) =>
    frames$.next(
      packFrame(
        messages.map((message) => ({
          message: message as RendererMessage,
          body: (message as { kind: string }).kind === 'items' ? text('forged!') : text('forged'),
        })),
        'text',
      ),
    );
  send(hello);
  await honest.renderer.ready;
  await turns(6);
  return { main, honest, hostileContents, send, got, release };
}

describe('a number of one number space', () => {
  it('never settles a call of the other: for any frames of a peer, each answer reaches its caller once', async () => {
    const seen = { forged: 0, honest: 0 };
    await fc.assert(
      fc.asyncProperty(
        fc.array(part, { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 1, max: 4 }),
        async (parts, n) => {
          const { main, honest, hostileContents, send, got, release } = await setUp();
          const settled: unknown[] = [];
          const ends: string[] = [];
          const invoked = Array.from({ length: 30 }, (_, k) => honest.renderer.ipcRenderer.invoke('slow', k));
          // Both sides of both connections use the same numbers.
          for (let i = 1; i <= n; i++) {
            const ofMain = wrap(honest.renderer, contract);
            const ofHonest = wrap(honest.webContents, contract);
            const ofHostile = wrap(hostileContents, contract);
            for (const [name, api] of [
              ['main', ofMain],
              ['honest', ofHonest],
            ] as const) {
              void api.ask(i).then(
                (answer) => settled.push([name, i, answer]),
                (error: unknown) => settled.push([name, i, error]),
              );
              api.rows(i).subscribe({
                next: (row) => ends.push(`${name} ${i}: ${row}`),
                error: (error: unknown) => ends.push(`${name} ${i}: ${String(error)}`),
                complete: () => ends.push(`${name} ${i}: end`),
              });
            }
            ofHostile.ask(i).catch(() => undefined);
            ofHostile.rows(i).subscribe({ error: () => undefined });
            // Its own calls with number i, to main and to the honest renderer. Main has opened as many with it.
            send(
              { kind: 'call', channel: 'app/ask', seq: i },
              { kind: 'call', channel: 'app/ask', seq: i + 50, to: honest.renderer.id },
              { kind: 'call', channel: 'no-such-thing', seq: i + 70, to: honest.renderer.id },
            );
          }
          await turns(6);
          // All in one frame, so that each call is answered before its refusal comes back.
          const duplex = { items: 1, bytes: 1, overflow: 'buffer', bufferSize: 1, input: true };
          const streams = [1, 2, 3, 4, 5, 6].map((number) => ({
            ...{ kind: 'stream', channel: 'no-such-thing', to: honest.renderer.id, seq: number + 200 },
            ...duplex,
          }));
          const inputs = streams.map(({ seq: number }) => ({
            kind: 'reply',
            seq: number,
            ok: true,
            input: true,
          }));
          send(...streams, ...inputs, ...parts);
          await turns(6);
          expect(settled).toEqual([]);
          expect(ends).toEqual([]);
          for (const done of release) done();
          await turns(12);
          expect(await Promise.all(invoked)).toEqual(invoked.map((_, k) => `slow ${k}`));
          seen.forged += parts.length;
          seen.honest += settled.length;
          const expected = Array.from({ length: n }, (_, i) => i + 1).flatMap((i) => [
            ['honest', i, `honest ${i}`],
            ['main', i, `main ${i}`],
          ]);
          expect([...settled].sort()).toEqual(expected.sort());
          const rows = expected.flatMap(([name, i]) => [
            `${name} ${i}: end`,
            `${name} ${i}: row of ${name} ${i}`,
          ]);
          expect([...ends].sort()).toEqual(rows.sort());
          // At most one end for each call of the hostile peer itself.
          const replies = got
            .filter(({ message }) => message.kind === 'reply')
            .map(({ message }) => JSON.stringify(message));
          const own = replies.filter((reply) => !reply.includes('input'));
          expect(new Set(own.map((reply) => (JSON.parse(reply) as { seq: number }).seq)).size).toBe(
            own.length,
          );
          void main.close();
          const { endpoints } = await firstValueFrom(main.state$);
          expect(endpoints).toEqual({});
        },
      ),
      { numRuns: 60 },
    );
    expect(seen.forged).toBeGreaterThan(100);
    expect(seen.honest).toBeGreaterThan(100);
  }, 60_000);

  it.each(['invoke', 'openPort', 'a call'])(
    'at the end of an input does not end %s of a window',
    async (what) => {
      const { honest, send, release } = await setUp();
      const { renderer } = honest;
      const open = (n: number) => ({
        kind: 'stream',
        channel: 'no-such-thing',
        to: renderer.id,
        seq: n,
        items: 1,
        bytes: 1,
        overflow: 'buffer',
        bufferSize: 1,
        input: true,
      });
      const answer =
        what === 'a call'
          ? wrap(renderer, contract).ask(1)
          : renderer.ipcRenderer.invoke('app/none').catch(() => 'none');
      const settled = jest.fn();
      const port =
        what === 'openPort'
          ? renderer.openPort(77).catch((error: { code: string }) => error.code)
          : undefined;
      void answer.then(settled);
      const numbers = [1, 2, 3, 4, 5];
      send(...numbers.map(open), ...numbers.map((n) => ({ kind: 'reply', seq: n, ok: true, input: true })));
      await turns(6);
      for (const done of release) done();
      expect(await answer).toBe(what === 'a call' ? 'main 1' : 'none');
      if (port !== undefined) expect(await port).toBe('ERR_CULVERT_UNKNOWN_TARGET');
    },
  );
});
