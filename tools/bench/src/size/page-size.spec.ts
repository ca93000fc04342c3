import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sizeEntries } from './entries.js';
import { pageSize } from './page-size.js';

jest.setTimeout(60_000);

describe('the size of a page', () => {
  it.each(
    sizeEntries.flatMap(({ budget, ...entry }) => (budget === undefined ? [] : [{ ...entry, budget }])),
  )('$name: at most $budget bytes with gzip', async ({ source, budget }) => {
    const { gzip } = await pageSize(source);
    expect(gzip).toBeLessThanOrEqual(budget);
    // A budget far above the size would catch nothing.
    expect(gzip).toBeGreaterThan(budget * 0.9);
  });

  it('stands in the README', async () => {
    const readme = readFileSync(join(__dirname, '../../../../README.md'), 'utf8');
    const own = sizeEntries.filter(({ budget }) => budget !== undefined);
    const sizes = await Promise.all(own.map(({ source }) => pageSize(source)));

    const [page, webSocket, contracts] = sizes.map(({ gzip }) => `${(gzip / 1000).toFixed(1)} kB`);
    expect(readme).toContain(
      `A page loads ${page} with gzip, ${webSocket} with the WebSocket transport, and ${contracts} with`,
    );
  });
});
