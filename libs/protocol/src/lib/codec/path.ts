/** Where a value stands, as a link to its parent: becomes text only when something is wrong there. */
export interface Path {
  readonly parent: Path | undefined;
  readonly key: string | number;
}

const IDENTIFIER = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;

/** @example formatPath(…) // 'args[0].onClick', 'args[1]["two words"]' */
export function formatPath(path: Path | undefined): string {
  let text = '';
  for (let node = path; node !== undefined; node = node.parent) {
    text = formatKey(node.key) + text;
  }
  return `args${text}`;
}

function formatKey(key: string | number): string {
  if (typeof key === 'number') return `[${key}]`;
  return IDENTIFIER.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
}
