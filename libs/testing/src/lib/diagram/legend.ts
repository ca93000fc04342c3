import type { DiagramRow } from './diagram-row.js';

const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
/** The texts after the last letter share it. */
const OTHER = '*';
const LONGEST_TEXT = 200;

/** Gives each text a letter, in the order of time. Letters that an event has chosen itself are left out. */
export function assignSymbols(rows: readonly DiagramRow[]): ReadonlyMap<string, string> {
  const events = eventsOf(rows);
  const chosen = new Set(events.map(({ symbol }) => symbol));
  const letters = [...LETTERS].filter((letter) => !chosen.has(letter));
  const texts = new Set(events.filter(({ symbol }) => symbol === undefined).map(({ text }) => text));
  return new Map([...texts].map((text, index) => [text, letters[index] ?? OTHER]));
}

/** A line for each symbol and text, in the order of time. */
export function drawLegend(
  rows: readonly DiagramRow[],
  symbols: ReadonlyMap<string, string>,
): readonly string[] {
  const lines = eventsOf(rows)
    .filter(({ text }) => text !== '')
    .map(({ symbol, text }) => `${symbol ?? symbols.get(text)!}  ${oneLine(text)}`);
  return [...new Set(lines)];
}

function eventsOf(rows: readonly DiagramRow[]) {
  return rows.flatMap(({ events }) => events).sort((a, b) => a.at - b.at);
}

function oneLine(text: string): string {
  // Control characters would break the line.
  const line = text.replaceAll(/\p{Cc}+/gu, ' ');
  return line.length > LONGEST_TEXT ? `${line.slice(0, LONGEST_TEXT)}…` : line;
}
