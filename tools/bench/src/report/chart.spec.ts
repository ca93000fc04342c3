import { ratioChart } from './chart.js';
import { exampleResults } from './example-results.js';

describe('ratioChart', () => {
  it('has a bar to the right of one where Culvert is faster than the platform', () => {
    const chart = ratioChart(exampleResults);
    expect(chart.match(/class="faster"/g)).toHaveLength(1);
    expect(chart).toContain('call, 100 B &amp; more');
    expect(chart).not.toContain('class="slower"');
  });
});
