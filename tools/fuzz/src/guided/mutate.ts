import type { Random } from './random.js';

/** Pieces of the wire's JSON, and values that break arithmetic. */
const dictionary = [
  '[[',
  ']]\n',
  '],[',
  '"kind":',
  '"seq":',
  '"channel":',
  '"input":true',
  '"to":0',
  '"sizes":',
  '"__proto__":',
  '"constructor":',
  '"length":',
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '"',
  '\\u0000',
  '\\ud800',
  '!',
  '*',
  '\n',
  '0',
  '-0',
  '-1',
  '0.5',
  '1e999',
  '9007199254740991',
  '4294967295',
  '33554431',
  'null',
  'true',
  '{}',
  '[]',
  '"undefined"',
  '["Map",',
  '["Set",',
  '["Date",',
  '["Error",',
  '["RegExp",',
  '["BigInt",',
  '["Array",',
  '["Float64Array",',
  '\ud800',
  '\ufeff',
  'é',
];

/** One input made from another: a few small changes, or two inputs of the corpus joined. */
export function mutate(text: string, other: string, random: Random): string {
  let result = text;
  const changes = 1 + random(4);
  for (let n = 0; n < changes; n++) result = change(result, other, random);
  return result.length > 20_000 ? result.slice(0, 20_000) : result;
}

function change(text: string, other: string, random: Random): string {
  const at = random(text.length + 1);
  const length = random(Math.min(16, text.length - at + 1));
  switch (random(9)) {
    case 0:
      return text.slice(0, at) + text.slice(at + length);
    case 1:
      return text.slice(0, at) + text.slice(at, at + length).repeat(1 + random(4)) + text.slice(at);
    case 2:
      return text.slice(0, at) + dictionary[random(dictionary.length)]! + text.slice(at + random(3));
    case 3:
      return text.slice(0, at) + dictionary[random(dictionary.length)]! + text.slice(at);
    case 4: {
      const unit = String.fromCharCode(text.charCodeAt(at) ^ (1 << random(7)));
      return text.slice(0, at) + unit + text.slice(at + 1);
    }
    case 5: {
      const from = random(other.length + 1);
      return text.slice(0, at) + other.slice(from, from + random(64)) + text.slice(at + length);
    }
    case 6:
      return text.slice(0, at) + other.slice(random(other.length + 1));
    case 7:
      // Replaces one of the numbers: a size, an index or a tag.
      return text.replace(/-?\d+/g, (digits, index: number) =>
        index >= at && index < at + 12 ? number(random) : digits,
      );
    default:
      return swap(text, at, random(text.length + 1), length);
  }
}

function number(random: Random): string {
  switch (random(4)) {
    case 0:
      return String(random(4));
    case 1:
      return String(-random(12));
    case 2:
      return String(random(70_000));
    default:
      return String(2 ** random(54) - random(2));
  }
}

function swap(text: string, a: number, b: number, length: number): string {
  const [first, second] = a < b ? [a, b] : [b, a];
  const end = Math.min(first + length, second);
  return (
    text.slice(0, first) +
    text.slice(second, second + length) +
    text.slice(end, second) +
    text.slice(first, end) +
    text.slice(second + length)
  );
}
