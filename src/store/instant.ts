/**
 * An instant as it is stored: whole milliseconds since 1970.
 *
 * @param iso ISO 8601, as `2026-03-01T09:00:00Z`
 */
export function toMillis(iso: string): number {
  const millis = Date.parse(iso);
  if (Number.isNaN(millis)) throw new RangeError(`no instant: ${iso}`);
  return millis;
}

/** A stored instant as ISO 8601 in UTC with milliseconds, `2026-03-01T09:00:00.000Z`: the same instant is always the same text. */
export function toIso(millis: number): string {
  return new Date(millis).toISOString();
}
