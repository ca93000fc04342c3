/** An `@example` of a docstring. */
export interface DocstringExample {
  /** The line of its tag, from 1. */
  readonly line: number;
  readonly code: string;
}

const DOCSTRING = /\/\*\*.*?\*\//gs;
const EXAMPLE = /^@example *(?<code>.*?)(?=^@\w|$(?![\s\S]))/gms;

/** The examples of all docstrings in a source file. */
export function docstringExamples(source: string): readonly DocstringExample[] {
  return [...source.matchAll(DOCSTRING)].flatMap(({ 0: docstring, index }) => {
    const text = docstring
      .replace(/^\/\*\*|\*\/$/g, '')
      .split('\n')
      .map((line) => line.replace(/^\s*\* ?/, ''))
      .join('\n');
    return [...text.matchAll(EXAMPLE)].map((match) => ({
      line: source.slice(0, index).split('\n').length + text.slice(0, match.index).split('\n').length - 1,
      code: (match.groups?.['code'] ?? '').trim(),
    }));
  });
}
