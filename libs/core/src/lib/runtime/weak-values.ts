/** A map that holds its values weakly. When a value is garbage-collected, its key is removed as well. */
export class WeakValues<K, V extends object> {
  private readonly refs = new Map<K, WeakRef<V>>();
  private readonly collected = new FinalizationRegistry<K>((key) => {
    // The key may have a new value by now.
    if (this.refs.get(key)?.deref() === undefined) this.refs.delete(key);
  });

  get(key: K): V | undefined {
    return this.refs.get(key)?.deref();
  }

  set(key: K, value: V): void {
    this.refs.set(key, new WeakRef(value));
    this.collected.register(value, key);
  }

  delete(key: K): void {
    this.refs.delete(key);
  }
}
