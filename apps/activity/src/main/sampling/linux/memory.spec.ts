import { parseMemory } from './memory.js';

const kib = 1024;

describe('parseMemory', () => {
  it('counts available memory as not used', () => {
    const meminfo =
      'MemTotal:  1000 kB\nMemFree:   300 kB\nMemAvailable:  700 kB\nBuffers: 1 kB\nCached: 500 kB\nActive(anon): 5 kB\nSwapTotal: 100 kB\nSwapFree: 60 kB\nHugePages_Total: 0\n';
    expect(parseMemory(meminfo)).toEqual({
      total: 1000 * kib,
      used: 300 * kib,
      cached: 400 * kib,
      free: 300 * kib,
      swapTotal: 100 * kib,
      swapUsed: 40 * kib,
    });
  });

  it('estimates the figure that old kernels do not give', () => {
    expect(parseMemory('MemTotal: 10 kB\nMemFree: 2 kB\nCached: 3 kB\nBuffers: 1 kB\n')).toMatchObject({
      used: 4 * kib,
      cached: 4 * kib,
      swapTotal: 0,
    });
  });
});
