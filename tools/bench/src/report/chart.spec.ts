import { ratioChart } from './chart.js';
import { exampleResults } from './example-results.js';

describe('ratioChart', () => {
  const chart = ratioChart(exampleResults);

  it('has a bar to the right of 1 for each version of Node that runs Culvert faster than the platform', () => {
    expect(chart.match(/class="faster"/g)).toHaveLength(2);
    expect(chart).toContain('call, 100 B &amp; more');
    expect(chart).toContain('v20.0.0 above v26.0.0');
    expect(chart).not.toContain('class="slower"');
  });

  it('marks the best of the peers', () => {
    expect(chart.match(/class="peer"/g)).toHaveLength(2);
  });

  it('has no line for a row without the platform', () => {
    const [axis] = exampleResults.axes;
    const rows = axis!.runs[0]!.rows.map((row) => ({
      ...row,
      contenders: row.contenders.filter(({ role }) => role !== 'platform'),
    }));
    const alone = { ...axis!, runs: [{ node: 'v20.0.0', rows }] };
    expect(ratioChart({ ...exampleResults, axes: [alone] })).not.toContain('<rect');
  });
});
