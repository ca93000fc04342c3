/** Which promise was broken. */
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

/** Findings that are kept of one run. */
const MOST = 20;

/** What was found in one run. The first findings tell enough; all are counted. */
export class Findings {
  readonly list: Finding[] = [];
  count = 0;
  private readonly known = new Set<string>();
  private readonly ignore: RegExp | undefined;

  /** @param ignore what is known already */
  constructor(ignore?: RegExp) {
    this.ignore = ignore;
  }

  add(promised: Promised, detail: string): void {
    if (this.ignore?.test(`${promised}: ${detail}`) === true) return;
    this.count++;
    // The same of another renderer, or in another number, is no other finding.
    const kind = `${promised}: ${detail.replaceAll(/\d+/g, '')}`;
    if (this.known.has(kind) || this.list.length >= MOST) return;
    this.known.add(kind);
    this.list.push({ promised, detail });
  }
}

/** As it fits into a line. */
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
