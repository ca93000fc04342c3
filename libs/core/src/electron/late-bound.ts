/**
 * Returns an object that stands for another one, which `find` returns at each use. CommonJS code destructures a
 * module when it loads, and this object then works when the other exists. Test code may spy on it and change it like
 * the other. An error of `find` reaches the code that uses the object.
 */
export function lateBound<T extends object>(find: () => T): T {
  // Test runners and debuggers inspect every object, and clean it up at the end. Without a target, they see an empty
  // object.
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
      // A mock has members of its own, which a bound function would hide.
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
      // A proxy may only report a property as configurable if its own target lacks it.
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
