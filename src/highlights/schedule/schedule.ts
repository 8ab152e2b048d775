/** ISO 8601 numbers of weekdays: Monday is 1, Sunday 7. */
export type Weekday = 1 | 2 | 3 | 4 | 5 | 6 | 7;

/** When a subscription posts, as people say it: wall time in a zone, never UTC, so that it stays right when clocks change. */
export interface Schedule {
  /** At least one; each once, in order. */
  readonly days: readonly Weekday[];
  /** `HH:MM`, 24 hours. */
  readonly time: string;
  /** An IANA time zone, such as `Europe/Berlin`. */
  readonly zone: string;
}
