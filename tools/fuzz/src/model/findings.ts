/** The promise that was broken. */
export type Promised =
  | 'no uncaught error'
  | 'no delivery against the policy'
  | 'no answer to the wrong caller'
  | 'honest calls succeed'
  | 'honest renderers stay connected'
  | 'everything settles'
  | 'state back to baseline'
  | 'main is never blocked'
  | 'memory flat'
  | 'the codec says what is malformed';

export interface Finding {
  readonly promised: Promised;
  readonly detail: string;
}

/** How many findings of one run are kept. */
const MOST = 20;

/**
 * The findings of one run. All are counted, but only the first ones are kept, because they tell
 * enough.
 */
export class Findings {
  readonly list: Finding[] = [];
  count = 0;
  private readonly known = new Set<string>();
  private readonly ignore: RegExp | undefined;

  /** @param ignore findings that are known already */
  constructor(ignore?: RegExp) {
    this.ignore = ignore;
  }

  add(promised: Promised, detail: string): void {
    if (this.ignore?.test(`${promised}: ${detail}`) === true) return;
    this.count++;
    // The same finding about another renderer, or with another number, counts as the same.
    const kind = `${promised}: ${detail.replaceAll(/\d+/g, '')}`;
    if (this.known.has(kind) || this.list.length >= MOST) return;
    this.known.add(kind);
    this.list.push({ promised, detail });
  }
}

/** A text that fits into one line. */
export function describe(value: unknown): string {
  if (value instanceof Error) {
    const place = value.stack?.split('\n').find((line) => line.includes('at '));
    return `${value.name}: ${value.message} ${place?.trim() ?? ''}`.slice(0, 300);
  }
  let text: string | undefined;
  try {
    text = JSON.stringify(value);
  } catch {
    // Cyclic, or a bigint.
  }
  return (text ?? String(value)).slice(0, 200);
}
