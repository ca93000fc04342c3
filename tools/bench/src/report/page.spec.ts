import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ratioChart } from './chart.js';
import { exampleResults } from './example-results.js';
import { resultPart, withResults } from './page.js';
import type { Results } from './results.js';

describe('withResults', () => {
  it('replaces the text between the marks, and nothing else', () => {
    const page = '# Title\n\n<!-- results -->\nold\n<!-- /results -->\n\nProse.\n';
    expect(withResults(page, exampleResults)).toBe(`# Title\n\n${resultPart(exampleResults)}\n\nProse.\n`);
  });

  it.each(['', '<!-- results -->', '<!-- /results --> <!-- results -->'])('needs the marks: %p', (page) => {
    expect(() => withResults(page, exampleResults)).toThrow('no part between');
  });

  it('names the machine and the date, and marks a quick run', () => {
    expect(resultPart(exampleResults)).toContain('Measured on 2026-01-01, on 2 cores of a processor.');
    expect(resultPart({ ...exampleResults, quick: true })).toContain('in a quick run');
  });
});

describe('docs/performance.md', () => {
  const docs = join(__dirname, '../../../../docs');
  const text = (path: string): string => readFileSync(join(docs, path), 'utf8');
  const results = JSON.parse(text('performance/results.json')) as Results;

  it('has exactly the part that results.json gives', () => {
    const page = text('performance.md');
    expect(withResults(page, results)).toBe(page);
  });

  it('has the chart that results.json gives', () => {
    expect(text('performance/chart.svg')).toBe(ratioChart(results));
  });

  it('has no axis that failed', () => {
    expect(results.axes.flatMap(({ runs }) => runs.flatMap(({ error }) => error ?? []))).toEqual([]);
  });
});
