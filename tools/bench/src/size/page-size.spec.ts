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
});
