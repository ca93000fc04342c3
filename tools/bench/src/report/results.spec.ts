import { exampleResults } from './example-results.js';
import { costPerUnit, failures } from './results.js';

const [axis] = exampleResults.axes;

describe('costPerUnit', () => {
  it('is in ns, of each unit that an operation has', () => {
    const contender = { name: '', role: 'peer', rate: { median: 1000, spread: 0 } } as const;
    expect(costPerUnit(contender, { label: '', units: 100, contenders: [contender] })).toBe(10_000);
  });
});

describe('failures', () => {
  it('has none where there are none', () => {
    expect(failures(exampleResults)).toEqual([]);
  });

  it('names the axis, the contender and the version of Node', () => {
    const slowConsumer = {
      watchMs: 1,
      runs: [{ node: 'v26', contenders: [{ name: 'x', role: 'peer', outcome: { error: 'slow' } }] }],
    } as const;
    const axes = [{ ...axis!, runs: [{ node: 'v20', rows: [], error: 'broken' }] }];
    expect(failures({ axes, slowConsumer })).toEqual([
      'call, Node v20: broken',
      'slow-consumer, x, Node v26: slow',
    ]);
  });
});
