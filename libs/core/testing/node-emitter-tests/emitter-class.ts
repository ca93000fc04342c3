import { EventEmitter } from 'events';

/**
 * Creates a stand-in for the class EventEmitter, with instances from `create`. It supports the ways to inherit that are
 * older than classes.
 */
export function emitterClass(create: () => EventEmitter): typeof EventEmitter {
  const { EventEmitter: named } = { EventEmitter: class {} };
  Object.setPrototypeOf(named.prototype, Object.getPrototypeOf(create()) as object);
  // Inherits the statics, such as the setter of defaultMaxListeners, from the emitter that ours is built on.
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
