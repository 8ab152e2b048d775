/** An object whose methods all give promises, made when the first of them is called. */
export function later<T extends object>(make: () => Promise<T>): T {
  let made: Promise<T> | undefined;
  return new Proxy({} as T, {
    get:
      (_, name) =>
      async (...args: unknown[]) => {
        made ??= make();
        const all = (await made) as Record<PropertyKey, (...args: unknown[]) => unknown>;
        return all[name]?.(...args);
      },
  });
}
