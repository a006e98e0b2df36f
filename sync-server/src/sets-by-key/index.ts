/** Adds a value to the set that `index` has for a key. */
export function put<T>(index: Map<string, Set<T>>, key: string, value: T): void {
  const set = index.get(key) ?? new Set<T>();
  index.set(key, set.add(value));
}

/** Removes a value from the set that `index` has for a key, and an empty set with it. */
export function drop<T>(index: Map<string, Set<T>>, key: string, value: T): void {
  const set = index.get(key);
  set?.delete(value);
  if (set?.size === 0) index.delete(key);
}
