/** When something was first served in the form that it has now, as far as this process knows. */
export interface LastChanged {
  /** @returns the beginning of a second, as HTTP's dates have no less */
  of(key: string, form: string): Date;
}

/** So many are remembered; one that is forgotten counts as changed, which costs one answer in full. */
const MOST = 1000;

/**
 * A paper's own days can't tell whether a feed has changed: another one of the same day may have come since, or one may have left. So a
 * form counts from when it was first seen; the same key in another form is later by a second at least.
 */
export function createLastChanged(now: () => Date, most = MOST): LastChanged {
  const known = new Map<string, { readonly form: string; readonly at: number }>();
  return {
    of(key, form) {
      const last = known.get(key);
      const second = Math.floor(now().getTime() / 1000);
      const at = last?.form === form ? last.at : Math.max(second, (last?.at ?? 0) + 1);
      // The newest stand at the end, so that the first is the one that nobody has asked for longest.
      known.delete(key);
      known.set(key, { form, at });
      const [oldest] = known.keys();
      if (known.size > most && oldest !== undefined) known.delete(oldest);
      return new Date(at * 1000);
    },
  };
}
