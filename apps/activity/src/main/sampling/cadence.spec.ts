import { restAfter } from './cadence.js';

describe('restAfter', () => {
  it.each([
    [0, 1000],
    [20, 1000],
    [50, 1000],
    [51, 2000],
    [800, 16_000],
  ])('a reading of %i ms is followed by %i ms', (cost, rest) => {
    expect(restAfter(cost, 1000)).toBe(rest);
  });
});
