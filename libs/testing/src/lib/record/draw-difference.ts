import type { Effect, RouterEvent, RouterState } from '@culvert/router';
import { momentsOf } from './moments.js';
import { processNames } from './process-names.js';
import type { Recording } from './recording.js';
import type { Difference } from './difference.js';
import { draw } from './to-marbles.js';

/** Marbles before the difference. */
const BEFORE = 12;
const LONGEST_LINE = 300;

/** The first difference of a replay as text: the event, both decisions, and a diagram of the marbles before it. */
export function drawDifference(recording: Recording, { index, event, expected, actual }: Difference): string {
  const { items } = recording;
  if (event === undefined)
    return [
      'The router decides each event as recorded, but comes to another final state.',
      `recorded: ${JSON.stringify(expected)}`,
      `now:      ${JSON.stringify(actual)}`,
    ].join('\n');
  const start = items[0]!.at;
  const { at } = items[index]!;
  const moments = momentsOf({ ...recording, items: items.slice(0, index + 1) }).filter(
    ({ text }) => text !== '',
  );
  const rowOf = (name: string, effects: Difference['actual']) => ({
    name,
    events: linesOf(effects).map((text) => ({ at: at - start, text })),
  });
  const diagram = draw(moments.slice(-BEFORE), processNames(recording), start, {
    mark: at - start,
    further: [rowOf('recorded effects', expected), rowOf('effects now', actual)],
  });
  return [
    `The router decides item ${index + 1} of ${items.length} otherwise than recorded, at ${at - start} ms:`,
    `  ${shortJson(event)}`,
    'recorded effects:',
    ...linesOf(expected).map((line) => `  ${line}`),
    'effects now:',
    ...linesOf(actual).map((line) => `  ${line}`),
    '',
    diagram,
  ].join('\n');
}

function linesOf(effects: Difference['actual']): readonly string[] {
  if (!Array.isArray(effects)) return [];
  return effects.length === 0 ? ['none'] : effects.map((effect: Effect) => shortJson(effect));
}

/** Bodies say nothing about a decision of the router. */
function shortJson({ type, ...rest }: Effect | RouterEvent): string {
  const json = `${type} ${JSON.stringify({ ...rest, body: undefined } satisfies Partial<RouterState> | object)}`;
  return json.length > LONGEST_LINE ? `${json.slice(0, LONGEST_LINE)}…` : json;
}
