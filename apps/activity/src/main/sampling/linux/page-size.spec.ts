import { pageSize } from './page-size.js';

describe('pageSize', () => {
  it.each([
    [4096, '99 1000 5', 4_096_000],
    [4096, '99 1040 5', 4_096_000],
    [16_384, '99 251 5', 4_096_000],
    [65_536, '99 60 5', 4_096_000],
  ])('is %i for %j', (size, statm, resident) => {
    expect(pageSize(resident, statm)).toBe(size);
  });

  it('is the usual one if nothing is known', () => {
    expect(pageSize(1000, '')).toBe(4096);
  });
});
