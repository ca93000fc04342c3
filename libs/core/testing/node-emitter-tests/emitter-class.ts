import { EventEmitter } from 'events';

/**
 * What looks like the class EventEmitter, the ways to inherit from it that are older than classes included, and whose
 * instances are what `create` gives.
 */
export function emitterClass(create: () => EventEmitter): typeof EventEmitter {
  const { EventEmitter: named } = { EventEmitter: class {} };
  Object.setPrototypeOf(named.prototype, Object.getPrototypeOf(create()) as object);
  // Statics, the setter of defaultMaxListeners among them, are those of the emitter that ours is built on.
  Object.setPrototypeOf(named, EventEmitter);
  const emitter: typeof EventEmitter = new Proxy(named as typeof EventEmitter, {
    construct: (_class, _args, newTarget) =>
      Object.setPrototypeOf(create(), newTarget.prototype as object) as EventEmitter,
    // EventEmitter.call(this), which gives an object the fields of an emitter.
    apply: (_class, self) => void Reflect.apply(EventEmitter as unknown as () => void, self, []),
    get: (statics, key): unknown =>
      key === 'EventEmitter' ? emitter : Reflect.get(statics, key, EventEmitter),
    set: (_statics, key, value) => Reflect.set(EventEmitter, key, value),
  });
  return emitter;
}
