// An honest renderer in a place of its own. It calls main as long as main wants, and reports the
// results.
import { createRenderer, type Transport } from '@culvert/core';
import { expose, wrap } from '@culvert/core/contract';
import { parentTransport, webSocketTransport } from '@culvert/transport-node';
import { NEVER, firstValueFrom, from, map, take, toArray, type Observable } from 'rxjs';
import { app, peer } from '../model/contracts.js';
import { Latencies } from '../model/tally.js';
import { describe } from '../model/findings.js';
import { parameters, tell, type PeerParameters } from './parameters.js';

/**
 * The pause between two rounds of calls, in ms. This peer must be served, and must not load the
 * machine.
 */
const REST_MS = 2;

const given = parameters();
const renderer = createRenderer(transportOf(given), { syncTimeoutMs: 20_000 });
const api = wrap(renderer, app);
expose(renderer, peer, {
  echo: (nonce, { sender }) => [sender.id, nonce] as const,
  secret: () => 'secret',
  hang: () => new Promise<string>(() => undefined),
  count: () => NEVER,
  join: (words$: Observable<string>) => words$.pipe(map((word) => `${word}?`)),
});
const latencies = new Latencies();
const failures: string[] = [];
const wrongAnswers: string[] = [];
let calls = 0;
let stopped = false;
renderer.ipcRenderer.on('stop', () => (stopped = true));
renderer.status$.subscribe({ complete: () => (stopped = true) });
process.on('uncaughtException', (error) => failures.push(`uncaught: ${describe(error)}`));
process.on('unhandledRejection', (error) => failures.push(`unhandled: ${describe(error)}`));

await renderer.ready;
const { ipcRenderer, id } = renderer;
for (let round = 0; !stopped; round++) {
  const nonce = `${given.secret} ${round}`;
  const answer = [id, nonce];
  await Promise.all([
    expect(answer, () => ipcRenderer.invoke('honest-call', nonce)),
    expect(answer, () => api.echo(nonce)),
    expect(
      Array.from({ length: 20 }, (_, n) => n),
      () => firstValueFrom(api.ticks(20).pipe(toArray())),
    ),
    expect([`${nonce}!`], () => firstValueFrom(api.join(from([nonce])).pipe(take(1), toArray()))),
  ]);
  if (round % 10 === 0)
    await expect(answer, async () => ipcRenderer.sendSync('honest-sync', nonce) as unknown);
  ipcRenderer.send('honest', nonce);
  await new Promise((resolve) => setTimeout(resolve, REST_MS));
}
await tell({
  calls,
  failures: failures.slice(0, 10),
  wrongAnswers: wrongAnswers.slice(0, 10),
  p50: latencies.quantile(0.5),
  p99: latencies.quantile(0.99),
  max: Math.round(latencies.max),
});
process.exit(0);

async function expect(right: unknown, ask: () => Promise<unknown>): Promise<void> {
  const start = performance.now();
  calls++;
  try {
    const value = await ask();
    latencies.add(performance.now() - start);
    if (JSON.stringify(value) !== JSON.stringify(right))
      wrongAnswers.push(`${describe(value)} for ${describe(right)}`);
  } catch (error) {
    // If this peer was told to stop, main has gone on without it.
    if (!stopped) failures.push(describe(error));
  }
}

function transportOf({ way, url, token }: PeerParameters): Transport {
  return way === 'socket' ? webSocketTransport(url, { token }) : parentTransport();
}
