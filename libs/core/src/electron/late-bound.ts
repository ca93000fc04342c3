/**
 * An object that stands for another one, which `find` gives at each use: who takes it early, as CommonJS code takes
 * names apart when it loads, has the later one in hand. Whatever `find` throws, its user gets.
 */
export function lateBound<T extends object>(find: () => T): T {
  return new Proxy({} as T, {
    get(_, key) {
      const object = find();
      const value: unknown = Reflect.get(object, key, object);
      return typeof value === 'function' ? (value as (...args: unknown[]) => unknown).bind(object) : value;
    },
    set: (_, key, value) => Reflect.set(find(), key, value),
    has: (_, key) => Reflect.has(find(), key),
    getPrototypeOf: () => Reflect.getPrototypeOf(find()),
  });
}
