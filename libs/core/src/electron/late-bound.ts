/**
 * An object that stands for another one, which `find` gives at each use: who takes it early, as CommonJS code takes
 * names apart when it loads, has the later one in hand. It may be spied on and changed like that one. Whatever `find`
 * throws, its user gets.
 */
export function lateBound<T extends object>(find: () => T): T {
  // Runners and debuggers look at every object, and take it apart at the end: what stands for nothing has nothing.
  const nothing = Object.create(null) as T;
  const found = (): T => {
    try {
      return find();
    } catch {
      return nothing;
    }
  };
  return new Proxy({} as T, {
    get(_, key) {
      const object = find();
      const value: unknown = Reflect.get(object, key, object);
      // A mock has members of its own, which a bound function would not show.
      return typeof value === 'function' && !isMock(value)
        ? (value as (...args: unknown[]) => unknown).bind(object)
        : value;
    },
    set(_, key, value) {
      const object = find();
      return Reflect.set(object, key, value, object);
    },
    has: (_, key) => Reflect.has(find(), key),
    deleteProperty: (_, key) => Reflect.deleteProperty(found(), key),
    defineProperty: (_, key, descriptor) =>
      // What this object does not have itself it can only say to be configurable.
      Reflect.defineProperty(find(), key, { ...descriptor, configurable: true }),
    ownKeys: () => Reflect.ownKeys(found()),
    getOwnPropertyDescriptor(_, key) {
      const descriptor = Reflect.getOwnPropertyDescriptor(found(), key);
      return descriptor && { ...descriptor, configurable: true };
    },
    getPrototypeOf: () => Reflect.getPrototypeOf(find()),
  });
}

/** Test runners mark their functions: Jest and Vitest by `mock`, Sinon by `restore`. */
function isMock(value: object): boolean {
  return Object.hasOwn(value, 'mock') || Object.hasOwn(value, 'restore');
}
