/** Tells the time. Everything that depends on the time takes a clock, so that tests can set it. */
export interface Clock {
  readonly now: () => Date;
}

/** The time `ms` milliseconds from now, as ISO 8601 in UTC. */
export function isoTimestampIn(ms: number, { now }: Clock): string {
  return new Date(now().getTime() + ms).toISOString();
}
