import { summarize } from './statistics.js';

describe('summarize', () => {
  it.each([
    [[5], 5, 0],
    [[1, 2, 3], 2, 0.5],
    [[4, 1, 3, 2], 2.5, 0.6],
    [[10, 10, 10, 1000], 10, 24.75],
  ])('%p', (values, median, spread) => {
    expect(summarize(values)).toEqual({ median, spread });
  });

  it('needs values', () => {
    expect(() => summarize([])).toThrow(RangeError);
  });
});
