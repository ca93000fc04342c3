import type { Results } from './results.js';
import { resultTables } from './tables.js';

const START = '<!-- results -->';
const END = '<!-- /results -->';

/** The part of the page about the results: the machine, the date and the tables. */
export function resultPart(results: Results): string {
  const { machine, date, quick } = results;
  return [
    START,
    '<!-- prettier-ignore-start -->',
    `Measured on ${date}, on ${machine.cores} cores of ${machine.cpu}${quick ? ', in a quick run' : ''}.`,
    resultTables(results),
    '<!-- prettier-ignore-end -->',
    END,
  ].join('\n\n');
}

/**
 * Replaces that part of the page.
 *
 * @throws Error if the page has no such part
 */
export function withResults(page: string, results: Results): string {
  const [from, to] = [page.indexOf(START), page.indexOf(END)];
  if (from < 0 || to < from) throw new Error(`The page has no part between ${START} and ${END}.`);
  return page.slice(0, from) + resultPart(results) + page.slice(to + END.length);
}
