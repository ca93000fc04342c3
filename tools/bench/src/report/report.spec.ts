import { ratioChart } from './chart.js';
import type { Results } from './results.js';
import { resultTables } from './table.js';

const rate = (median: number) => ({ median, spread: 0.1 });
const results: Results = {
  machine: { node: 'v20', cpu: 'a processor', cores: 2 },
  date: '2026-01-01',
  sizes: [],
  axes: [
    {
      id: 'call',
      title: 'Call',
      operation: 'calls',
      goal: 'fast',
      rows: [
        {
          label: '100 B & more',
          contenders: [
            { name: 'Culvert', role: 'culvert', rate: rate(20_049) },
            { name: 'raw', role: 'platform', rate: rate(10_000) },
            { name: 'peer', role: 'peer', rate: rate(40_098) },
            { name: 'slow peer', role: 'peer', rate: rate(1) },
          ],
        },
      ],
    },
  ],
};

describe('resultTables', () => {
  it('says how fast each is, and Culvert of the best of its peers', () => {
    expect(resultTables(results).split('\n').slice(-4)).toEqual([
      '| 100 B & more | **Culvert** | 20,000 | ±5 % | 2.0 | 0.50 |',
      '|  | raw | 10,000 | ±5 % | 1.0 |  |',
      '|  | peer | 40,100 | ±5 % | 4.0 |  |',
      '|  | slow peer | 1 | ±5 % | 0.00010 |  |',
    ]);
  });
});

describe('resultTables of sizes', () => {
  it('has a line for each', () => {
    const sizes = [{ name: 'Culvert', minified: 2, gzip: 1 }];
    expect(resultTables({ ...results, sizes })).toMatch(/\| Culvert \| 2 \| 1 \|$/);
  });
});

describe('ratioChart', () => {
  it('has a bar to the right of one where Culvert is faster than the platform', () => {
    const chart = ratioChart(results);
    expect(chart.match(/class="faster"/g)).toHaveLength(1);
    expect(chart).toContain('call, 100 B &amp; more');
    expect(chart).not.toContain('class="slower"');
  });
});
