const MAX_CACHE_ENTRIES = 10_000;

/** Puts a value into a map that forgets its oldest ones, and gives it. */
export function setBounded<T>(values: Map<string, T>, key: string, value: T): T {
  values.set(key, value);
  const oldest = values.keys().next().value;
  if (values.size > MAX_CACHE_ENTRIES && oldest !== undefined) values.delete(oldest);
  return value;
}
