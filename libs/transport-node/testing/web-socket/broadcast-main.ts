import { createMain } from '@culvert/core';
import { serve } from '../../src/index.js';

// A main in a process of its own, so that its memory is its own. It gets a number and broadcasts that many
// messages of 100 KB, one a turn of the event loop. Then it reports the cost.

const main = createMain();
const text = 'x'.repeat(100_000);
const drops = new Map<number, number>();
main.inspect$.subscribe((each) => {
  if (each.kind !== 'drop' || each.reason !== 'queue-full') return;
  const to = each.to ?? 0;
  drops.set(to, (drops.get(to) ?? 0) + (each.count ?? 1));
});
main.ipcMain.handle('ping', () => 'pong');

const turn = (): Promise<void> => new Promise((next) => setImmediate(next));
const megabytes = (): number => Math.round(process.memoryUsage().rss / 2 ** 20);

async function broadcast(count: number): Promise<void> {
  const before = megabytes();
  let peak = before;
  for (let i = 0; i < count; i++) {
    main.channel<string>('tick').next(text);
    await turn();
    if (i % 50 === 0) peak = Math.max(peak, megabytes());
  }
  main.channel<string>('tick').next('end');
  const after = megabytes();
  process.send!({ before, peak: Math.max(peak, after), after, drops: [...drops] });
}

process.on('message', (count: number) => void broadcast(count));

void serve(main).then(({ url, port, token }) => process.send!({ url, port, token }));
