/** When something was first served in the form that it has now, as far as this process knows. */
export interface LastModifiedTracker {
  /** @returns the beginning of a second, as HTTP's dates have no less */
  lastModified(key: string, hash: string): Date;
}

/** So many are remembered; one that is forgotten counts as changed, which costs one answer in full. */
const MAX_TRACKED_FEEDS = 1000;

/**
 * A paper's own days can't tell whether a feed has changed: another one of the same day may have come since, or one may have left. So a
 * form counts from when it was first seen; the same key in another form is later by a second at least.
 */
export function createLastModifiedTracker(now: () => Date, maxEntries = MAX_TRACKED_FEEDS): LastModifiedTracker {
  const entries = new Map<string, { readonly hash: string; readonly modifiedSeconds: number }>();
  return {
    lastModified(key, hash) {
      const previous = entries.get(key);
      const nowSeconds = Math.floor(now().getTime() / 1000);
      const modifiedSeconds =
        previous?.hash === hash ? previous.modifiedSeconds : Math.max(nowSeconds, (previous?.modifiedSeconds ?? 0) + 1);
      // The newest stand at the end, so that the first is the one that nobody has asked for longest.
      entries.delete(key);
      entries.set(key, { hash, modifiedSeconds });
      const [oldest] = entries.keys();
      if (entries.size > maxEntries && oldest !== undefined) entries.delete(oldest);
      return new Date(modifiedSeconds * 1000);
    },
  };
}
