import { exampleResults } from './example-results.js';
import { costPerUnit, failures, merged } from './results.js';

const [axis] = exampleResults.axes;

describe('costPerUnit', () => {
  it('is in ns per unit of an operation', () => {
    const contender = { name: '', role: 'peer', rate: { median: 1000, spread: 0 } } as const;
    expect(costPerUnit(contender, { label: '', units: 100, contenders: [contender] })).toBe(10_000);
  });
});

describe('failures', () => {
  it('has none if there are none', () => {
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

describe('merged', () => {
  it('replaces the results that were measured again, and keeps the rest', () => {
    const other = { ...axis!, id: 'send' };
    const before = { ...exampleResults, axes: [axis!, other] };
    const renewed = { ...axis!, goal: 'faster' };
    const added = { ...axis!, id: 'new' };
    const again = { ...exampleResults, date: '2027-01-01', axes: [renewed, added], sizes: [] };
    expect(merged(before, again)).toEqual({
      ...before,
      date: '2027-01-01',
      axes: [renewed, other, added],
    });
  });
});
