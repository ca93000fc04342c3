import { axisSection } from './axis-table.js';
import { left, markdownTable, right } from './markdown.js';
import type { Results } from './results.js';
import { slowConsumerSection } from './slow-consumer-table.js';

/** The results as Markdown, a table for each question. */
export function resultTables({ axes, slowConsumer, sizes }: Results): string {
  return [
    ...axes.map(axisSection),
    ...(slowConsumer === undefined ? [] : [slowConsumerSection(slowConsumer)]),
    ...(sizes.length > 0 ? [sizeSection(sizes)] : []),
  ].join('\n\n');
}

function sizeSection(sizes: Results['sizes']): string {
  return [
    '### What a page loads',
    'Minified, without RxJS, which is the app’s own.',
    markdownTable(
      [left(''), right('bytes'), right('with gzip')],
      sizes.map(({ name, minified, gzip }) => [
        name,
        minified.toLocaleString('en'),
        gzip.toLocaleString('en'),
      ]),
    ),
  ].join('\n\n');
}
