import { exampleResults } from './example-results.js';
import type { AxisRun, Results } from './results.js';
import { resultTables } from './tables.js';

const [axis] = exampleResults.axes;
const [first, second] = axis!.runs as [AxisRun, AxisRun];

function tables(...runs: readonly AxisRun[]): string[] {
  return resultTables({ ...exampleResults, axes: [{ ...axis!, runs }] }).split('\n');
}

describe('the table of an axis', () => {
  it('has the speed of each, the cost of a unit, and Culvert relative to its best peer', () => {
    expect(tables(first)).toEqual([
      '### Call',
      '',
      'Goal: fast.',
      '',
      '|  | Contender | v20.0.0: calls/s | spread | ns per byte | of the platform | of the best peer |',
      '| --- | --- | ---: | ---: | ---: | ---: | ---: |',
      '| 100 B & more | **Culvert** | 20,000 | ±5 % | 499 | 2.0 | 0.50 |',
      '|  | raw | 10,000 | ±5 % | 1,000 | 1.0 |  |',
      '|  | peer | 40,100 | ±5 % | 249 | 4.0 |  |',
      '|  | slow peer | 1 | ±5 % | 10,000,000 | 0.00010 |  |',
    ]);
  });

  it('has the same columns for each version of Node', () => {
    const lines = tables(first, second);
    expect(lines[4]).toContain('| v20.0.0: calls/s |');
    expect(lines[4]).toContain('| v26.0.0: calls/s |');
    expect(lines[6]).toBe(
      '| 100 B & more | **Culvert** | 20,000 | ±5 % | 499 | 2.0 | 0.50 | 40,100 | ±5 % | 249 | 4.0 | 1.0 |',
    );
  });

  it('keeps earlier measurements after a failure, and gives its reason', () => {
    const lines = tables(first, { node: 'v26.0.0', rows: [], error: 'no such thing' });
    expect(lines[6]).toBe('| 100 B & more | **Culvert** | 20,000 | ±5 % | 499 | 2.0 | 0.50 |  |  |  |  |  |');
    expect(lines.at(-1)).toBe('Failed with Node v26.0.0: no such thing');
  });

  it('is left out if nothing was measured', () => {
    expect(tables({ node: 'v20.0.0', rows: [], error: 'no' })).toEqual([
      '### Call',
      '',
      'Goal: fast.',
      '',
      'Failed with Node v20.0.0: no',
    ]);
  });
});

describe('the table of a slow consumer', () => {
  const figures = { aheadAtHalf: 64, aheadAtEnd: 12_345, processed: 500, memoryGained: 1_234_567 };
  const slowConsumer: Results['slowConsumer'] = {
    watchMs: 5000,
    runs: [
      { node: 'v20.0.0', contenders: [{ name: 'Culvert', role: 'culvert', outcome: figures }] },
      { node: 'v26.0.0', contenders: [{ name: 'Culvert', role: 'culvert', outcome: { error: 'no' } }] },
    ],
  };

  it('has items ahead and memory for each version of Node, or the reason of a failure', () => {
    const lines = resultTables({ ...exampleResults, axes: [], slowConsumer }).split('\n');
    expect(lines.slice(-3)).toEqual([
      '| Contender | v20.0.0: processed | ahead after 2.5 s | ahead after 5 s | memory gained, MB ' +
        '| v26.0.0: processed | ahead after 2.5 s | ahead after 5 s | memory gained, MB |',
      '| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
      '| **Culvert** | 500 | 64 | 12,345 | 1.23 | failed: no |  |  |  |',
    ]);
  });
});

describe('the table of sizes', () => {
  it('has a line for each', () => {
    const sizes = [{ name: 'Culvert', minified: 2000, gzip: 1 }];
    expect(resultTables({ ...exampleResults, sizes })).toMatch(/\| Culvert \| 2,000 \| 1 \|$/);
  });
});
