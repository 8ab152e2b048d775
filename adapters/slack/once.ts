/** Tells the first of things that may come several times. */
export interface Deduplicator {
  /** Notes a thing. True for the first time within the time that is remembered. */
  addIfNew(key: string): boolean;
}

const MAX_DEDUP_KEYS = 20_000;

/**
 * Slack repeats what it thinks did not arrive, and a repetition may be the first copy that does
 * (https://docs.slack.dev/apis/events-api#error-handling): so it is the key that counts, and no header.
 */
export function createDeduplicator(ttlMs: number, now: () => Date): Deduplicator {
  const seen = new Map<string, number>();
  return {
    addIfNew(key) {
      const nowMs = now().getTime();
      for (const [oldKey, seenAt] of seen) {
        if (nowMs - seenAt < ttlMs && seen.size < MAX_DEDUP_KEYS) break;
        seen.delete(oldKey);
      }
      if (seen.has(key)) return false;
      seen.set(key, nowMs);
      return true;
    },
  };
}
