/** An object with asynchronous methods that is created with the first call. */
export function later<T extends object>(create: () => Promise<T>): T {
  let created: Promise<T> | undefined;
  return new Proxy({} as T, {
    get:
      (_, name) =>
      async (...args: unknown[]) => {
        created ??= create();
        const all = (await created) as Record<PropertyKey, (...args: unknown[]) => unknown>;
        const method = all[name];
        if (method === undefined) throw new Error(`no method ${String(name)}`);
        return method.apply(all, args);
      },
  });
}
