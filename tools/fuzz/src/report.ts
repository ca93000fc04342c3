import { Tally } from './model/tally.js';
import type { PlaceReport } from './place-run.js';
import type { Failure } from './places/place.js';

/**
 * The output of `npm run fuzz`: counts by kind and by outcome, times, memory, and each failure with
 * its replay.
 */
export function reportOf(reports: readonly PlaceReport[]): string {
  const kinds = new Tally();
  const outcomes = new Tally();
  for (const report of reports) {
    kinds.merge(report.kinds);
    outcomes.merge(report.outcomes);
  }
  const failures = reports.flatMap((report) => report.failures);
  const frames = reports.reduce((sum, report) => sum + report.frames, 0);
  return [
    table('Place', reports.map(placeRow), [
      'frames',
      'longest, ms',
      'heap, MB',
      'honest calls',
      'p50',
      'p99',
      's',
    ]),
    table('Kind', rows(kinds), ['count']),
    table('Outcome', rows(outcomes), ['count']),
    `${group(frames)} frames, ${failures.length === 0 ? 'no finding' : `${failures.length} findings`}.`,
    ...failures.map(failureText),
  ].join('\n\n');
}

function placeRow(report: PlaceReport): readonly [string, ...string[]] {
  const { place, frames, longest, heapMb, honest, outcomes, seconds } = report;
  const calls = honest?.calls ?? outcomes['honest calls answered'] ?? 0;
  return [
    place,
    group(frames),
    longest.toFixed(0),
    `${heapMb[0]} → ${heapMb[1]}`,
    group(calls),
    honest === undefined ? '' : `${honest.p50} ms`,
    honest === undefined ? '' : `${honest.p99} ms`,
    String(seconds),
  ];
}

function rows({ counts }: Tally): (readonly [string, string])[] {
  return Object.entries(counts)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, count]) => [name, group(count)]);
}

function table(
  title: string,
  body: readonly (readonly [string, ...string[]])[],
  columns: readonly string[],
): string {
  const lines = [[title, ...columns], ...body];
  const widths = lines[0]!.map((_, at) => Math.max(...lines.map((line) => line[at]?.length ?? 0)));
  return lines
    .map((line) =>
      line.map((cell, at) => (at === 0 ? cell.padEnd(widths[at]!) : cell.padStart(widths[at]!))).join('  '),
    )
    .join('\n');
}

function group(count: number): string {
  return count.toLocaleString('en-US');
}

function failureText({ place, seed, path, reason, counterexample }: Failure): string {
  const replay = `npm run fuzz -- --place '${place}' --seed ${seed}${path === '' ? '' : ` --path ${path}`}`;
  return [`${place}: ${reason}`, `replay: ${replay}`, counterexample.slice(0, 2000)]
    .filter((text) => text !== '')
    .join('\n');
}
