import { left, markdownTable, right, threeFigures } from './markdown.js';
import { MOST_ROWS } from '../slow-consumer/rows.js';
import type { SlowConsumerResult, SlowContenderResult } from './results.js';

/** How far each producer ran ahead, with the same columns for each version of Node. */
export function slowConsumerSection({ watchMs, runs }: SlowConsumerResult): string {
  const names = [...new Set(runs.flatMap(({ contenders }) => contenders.map(({ name }) => name)))];
  const rows = names.map((name) => {
    const results = runs.map(({ contenders }) => contenders.find((each) => each.name === name));
    const isOurs = results.some((result) => result?.role === 'culvert');
    return [isOurs ? `**${name}**` : name, ...results.flatMap(cells)];
  });
  const columns = runs.flatMap(({ node }) => [
    right(`${node}: processed`),
    right(`ahead after ${watchMs / 2000} s`),
    right(`ahead after ${watchMs / 1000} s`),
    right('memory gained, MB'),
  ]);
  return [
    '### A slow consumer: how far the producer runs ahead, over a worker thread',
    'Goal: bounded, flat.',
    `The consumer takes about 100 items a second. The source makes as many as it asks for, ${MOST_ROWS.toLocaleString('en')} at most.`,
    markdownTable([left('Contender'), ...columns], rows),
  ].join('\n\n');
}

function cells(result: SlowContenderResult | undefined): string[] {
  if (result === undefined) return ['', '', '', ''];
  const { outcome } = result;
  if ('error' in outcome) return [`failed: ${outcome.error}`, '', '', ''];
  return [
    outcome.processed.toLocaleString('en'),
    outcome.aheadAtHalf.toLocaleString('en'),
    outcome.aheadAtEnd.toLocaleString('en'),
    threeFigures(outcome.memoryGained / 1e6),
  ];
}
