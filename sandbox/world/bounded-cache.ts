/** A map that forgets the entry unused for longest once it holds more than `limit`. */
export interface BoundedCache<K, V> {
  /** The value of `key`, made by `make` when it is not held. */
  get(key: K, make: () => V): V;
}

export function createBoundedCache<K, V>(limit: number): BoundedCache<K, V> {
  const entries = new Map<K, { readonly value: V }>();
  return {
    get: (key, make) => {
      const known = entries.get(key);
      if (known !== undefined) {
        entries.delete(key);
        entries.set(key, known);
        return known.value;
      }
      const entry = { value: make() };
      entries.set(key, entry);
      if (entries.size > limit) {
        const oldest = entries.keys().next();
        if (oldest.done !== true) entries.delete(oldest.value);
      }
      return entry.value;
    },
  };
}
