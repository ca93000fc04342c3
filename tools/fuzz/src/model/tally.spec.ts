import { Latencies } from './tally.js';

describe('latencies', () => {
  it('have quantiles', () => {
    const latencies = new Latencies();
    for (let ms = 1; ms <= 100; ms++) latencies.add(ms);
    expect([latencies.quantile(0.5), latencies.quantile(0.99), latencies.max]).toEqual([50, 99, 100]);
  });

  it('are zero if nothing was measured', () => {
    expect(new Latencies().quantile(0.99)).toBe(0);
  });
});
