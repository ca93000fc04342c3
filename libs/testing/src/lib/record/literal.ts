/** Options of {@link literalOf}. */
export interface LiteralOptions {
  /** The indentation of a level. Default: 0, which keeps all in one line. */
  readonly indent?: number;
  /**
   * Stands in for a value without a literal: a function, an instance of a class, a value that contains itself.
   *
   * @param what the value, in words
   * @param path where it is, such as `.todos[0].done`
   */
  readonly other: (what: string, path: string) => string;
}

/**
 * A value as the JavaScript that makes an equal one. Of plain JSON data, it is the JSON. It has `undefined`, NaN, -0,
 * bigints, dates, Maps, Sets and typed arrays as well, which JSON changes or leaves out.
 */
export function literalOf(value: unknown, { indent = 0, other }: LiteralOptions): string {
  const write = (item: unknown, path: string, parents: readonly object[]): string => {
    if (typeof item === 'function' || typeof item === 'symbol') return other(`a ${typeof item}`, path);
    if (typeof item !== 'object' || item === null) return primitive(item);
    if (parents.includes(item)) return other('a value that contains itself', path);
    const above = [...parents, item];
    const list = (open: string, items: readonly string[], close: string) =>
      join(open, items, close, indent, parents.length);
    const each = (items: readonly unknown[]) =>
      items.map((member, index) => write(member, `${path}[${index}]`, above));
    const kind = kindOf(item);
    if (kind === undefined) return other(`an instance of ${nameOf(item)}`, path);
    if (Object.getOwnPropertySymbols(item).length > 0) return other('a symbol as a key', path);
    if (kind === 'Object') return list('{', membersOf(item, path, above, indent, write), '}');
    const isList = kind === 'Array' || ArrayBuffer.isView(item);
    if (!isList && kind !== 'Object' && Object.keys(item).length > 0)
      return other(`a ${kind} with further properties`, path);
    if (kind === 'Date') return `new Date(${(item as Date).getTime()})`;
    if (isList) {
      const items = Array.from(item as ArrayLike<unknown>);
      if (Object.keys(item).join() !== [...items.keys()].join())
        return other('a list with a hole or a name', path);
      if (kind === 'Array') return list('[', each(items), ']');
      return `${kind === 'Buffer' ? 'Buffer.from' : `new ${kind}`}([${each(items).join()}])`;
    }
    return list(`new ${kind}([`, each([...(item as Set<unknown>)]), '])');
  };
  return write(value, '', []);
}

function membersOf(
  item: object,
  path: string,
  above: readonly object[],
  indent: number,
  write: (member: unknown, path: string, parents: readonly object[]) => string,
): string[] {
  const colon = indent === 0 ? ':' : ': ';
  const members = Object.entries(item).map(([key, member]) => {
    // The plain name would set the prototype.
    const name = key === '__proto__' ? '["__proto__"]' : JSON.stringify(key);
    return `${name}${colon}${write(member, `${path}.${key}`, above)}`;
  });
  return Object.getPrototypeOf(item) === null ? [`"__proto__"${colon}null`, ...members] : members;
}

function primitive(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'bigint') return `${value}n`;
  return Object.is(value, -0) ? '-0' : String(value);
}

const KINDS: ReadonlySet<string> = new Set([
  'Array',
  'Date',
  'Map',
  'Set',
  ...['Int8', 'Uint8', 'Uint8Clamped', 'Int16', 'Uint16', 'Int32', 'Uint32'].map((name) => `${name}Array`),
  ...['Float32', 'Float64', 'BigInt64', 'BigUint64'].map((name) => `${name}Array`),
]);

/** The kind of an object that a literal can make. A name serves objects of another realm, such as Jest's, as well. */
function kindOf(value: object): string | undefined {
  const prototype: unknown = Object.getPrototypeOf(value);
  const tag = Object.prototype.toString.call(value).slice('[object '.length, -1);
  if (prototype === null || (tag === 'Object' && Object.getPrototypeOf(prototype) === null)) return 'Object';
  const name = nameOf(value);
  // The codecs decode binary values to Node's Buffer, where there is one.
  if (tag === 'Uint8Array' && name === 'Buffer') return name;
  return KINDS.has(tag) && name === tag ? tag : undefined;
}

function nameOf(value: object): string {
  return (value.constructor as { readonly name?: string } | undefined)?.name || 'a class without a name';
}

/** As `JSON.stringify` lays out a list. */
function join(open: string, items: readonly string[], close: string, indent: number, depth: number): string {
  if (indent === 0 || items.length === 0) return `${open}${items.join()}${close}`;
  const line = (level: number) => `\n${' '.repeat(indent * level)}`;
  return `${open}${line(depth + 1)}${items.join(`,${line(depth + 1)}`)}${line(depth)}${close}`;
}
