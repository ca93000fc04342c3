/**
 * Describes a value as text: its kind, its own keys, its special values. `«$.path»` is an object that was met
 * there before. The function runs on both sides, also from its source alone, so it uses nothing of this module.
 */
export function describeValue(root: unknown): string {
  const seen = new Map<object, string>();
  const own = (value: object, path: string): string =>
    Object.keys(value)
      .map((key) => `${JSON.stringify(key)}:${describe(Reflect.get(value, key), `${path}.${key}`)}`)
      .join(',');

  function describe(value: unknown, path: string): string {
    switch (typeof value) {
      case 'string':
        return JSON.stringify(value);
      case 'number':
        return Object.is(value, -0) ? '-0' : String(value);
      case 'bigint':
        return `${value}n`;
      case 'object':
        return value === null ? 'null' : describeObject(value, path);
      case 'boolean':
      case 'undefined':
      case 'symbol':
      case 'function':
        return typeof value === 'boolean' ? String(value) : typeof value;
    }
  }

  function describeObject(value: object, path: string): string {
    const known = seen.get(value);
    if (known !== undefined) return `«${known}»`;
    seen.set(value, path);
    const nested = describeNest(value);
    if (nested !== undefined) return nested;
    if (Array.isArray(value)) return describeArray(value, path);
    const kind = Object.prototype.toString.call(value).slice(8, -1);
    if (ArrayBuffer.isView(value)) {
      const isBuffer = (
        Reflect.get(globalThis, 'Buffer') as { isBuffer(value: unknown): boolean } | undefined
      )?.isBuffer(value);
      const bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
      return `${isBuffer ? 'Buffer' : kind}(${bytes.join(' ')})`;
    }
    if (value instanceof ArrayBuffer) return `ArrayBuffer(${new Uint8Array(value).join(' ')})`;
    if (value instanceof Date) {
      return `Date(${Number.isNaN(value.getTime()) ? 'invalid' : value.toISOString()})`;
    }
    if (value instanceof RegExp) return `RegExp(${String(value)})`;
    if (value instanceof Map) {
      const entries = [...(value as Map<unknown, unknown>)].map(
        ([key, item], i) => `${describe(key, `${path}<key ${i}>`)}=>${describe(item, `${path}<${i}>`)}`,
      );
      return `Map(${entries.join(',')})`;
    }
    if (value instanceof Set) {
      return `Set(${[...(value as Set<unknown>)].map((item, i) => describe(item, `${path}<${i}>`)).join(',')})`;
    }
    if (value instanceof Error) {
      const cause = value.cause === undefined ? '' : `,cause ${describe(value.cause, `${path}.cause`)}`;
      return `${value.constructor.name}(${JSON.stringify(value.message)}${cause})`;
    }
    if (value instanceof Number || value instanceof String || value instanceof Boolean) {
      return `boxed ${describe(value.valueOf(), path)}`;
    }
    const prototype: unknown = Object.getPrototypeOf(value);
    const shown = prototype === Object.prototype ? '' : prototype === null ? 'null ' : 'foreign ';
    return `${shown}{${own(value, path)}}`;
  }

  function describeArray(array: readonly unknown[], path: string): string {
    const items: string[] = [];
    for (let i = 0; i < array.length; i++) {
      items.push(i in array ? describe(array[i], `${path}[${i}]`) : 'hole');
    }
    const further = Object.keys(array).filter((key) => String(Number(key)) !== key);
    for (const key of further) {
      items.push(`${JSON.stringify(key)}:${describe(Reflect.get(array, key), `${path}.${key}`)}`);
    }
    return `[${items.join(',')}]`;
  }

  /** A long chain of objects with one content each, by its length. */
  function describeNest(value: object): string | undefined {
    let levels = 0;
    let inner: unknown = value;
    while (typeof inner === 'object' && inner !== null) {
      const keys = Object.keys(inner);
      const key = keys[0];
      if (keys.length !== 1 || (key !== '0' && key !== 'in')) break;
      inner = Reflect.get(inner, key) as unknown;
      levels++;
    }
    return levels > 10 ? `${levels} levels of ${describe(inner, '…')}` : undefined;
  }

  return describe(root, '$');
}
