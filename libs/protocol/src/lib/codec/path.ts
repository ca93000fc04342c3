/** The place of a value, as a link to its parent. It becomes text only for an error. */
export interface Path {
  readonly parent: Path | undefined;
  readonly key: string | number | Entry;
}

/**
 * A place in a Map or Set: the value under a key that the path can show, or else the key or value by its
 * number.
 */
export type Entry =
  { readonly get: string | number } | { readonly of: 'keys' | 'values'; readonly at: number };

const IDENTIFIER = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;

/** @example formatPath(…) // 'args[0].onClick', 'args[1]["two words"]', 'args[2].get("a").values()[1]' */
export function formatPath(path: Path | undefined): string {
  let text = '';
  for (let node = path; node !== undefined; node = node.parent) {
    text = formatKey(node.key) + text;
  }
  return `args${text}`;
}

function formatKey(key: string | number | Entry): string {
  if (typeof key === 'number') return `[${key}]`;
  if (typeof key === 'object') {
    return 'get' in key ? `.get(${JSON.stringify(key.get)})` : `.${key.of}()[${key.at}]`;
  }
  return IDENTIFIER.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
}
