import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Contender } from '../measure/contender.js';
import { startupAxes } from './axes.js';
import { workerStartup } from './startup-contender.js';

jest.setTimeout(120_000);

// Jest cannot load main's half of comlink and of birpc, because they are ES modules only.
const cases = startupAxes.flatMap(({ id, contenders }) =>
  contenders
    .filter(({ role, name }) => role !== 'peer' || name === 'RxJS alone')
    .map((contender): [string, string, Contender] => [id, contender.name, contender]),
);

describe('the bench of start-up', () => {
  // The bundle is made from the sources. `npm run bench` makes it from the built packages.
  it.each(cases)('%s: %s starts as one file, and answers', async (_id, _name, contender) => {
    const conditions = ['@culvert/source'];
    const parameters = { payload: 'small', inFlight: 1, count: 1, isBundled: true, conditions } as const;
    const session = await contender.start(parameters);
    expect(await session.run(1)).toBeGreaterThan(0);
    await session.close();
  });

  it('fails with the error of a program that does not start', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'bench-startup-'));
    try {
      writeFileSync(join(folder, 'broken.js'), "export function answer() { throw new Error('no start'); }");
      const broken = workerStartup('broken', 'peer', {
        url: pathToFileURL(join(folder, 'broken.js')),
        load: async () => ({ ask: () => new Promise(() => {}) }),
      });
      const session = await broken.start({ payload: 'small', inFlight: 1, count: 1 });
      await expect(session.run(1)).rejects.toThrow('no start');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
