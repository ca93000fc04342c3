import { invalidArgument } from '@culvert/protocol';

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000 };

/**
 * Parses a duration as marbles write time: `'3ms'`, `'1.5s'`, `'2m'`.
 *
 * @returns ms
 * @throws TypeError for any other text
 */
export function parseDuration(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m)$/.exec(String(text).trim());
  if (match === null) throw invalidArgument(`'${text}' is no duration; write '3ms', '1s' or '2m'.`);
  return Number(match[1]) * UNIT_MS[match[2]!]!;
}
