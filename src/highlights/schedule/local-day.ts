import { Temporal } from 'temporal-polyfill';

/**
 * The day, `YYYY-MM-DD`, on which an instant falls in a time zone.
 *
 * @throws RangeError for a zone that this machine does not know
 */
export function localDay(instant: string, zone: string): string {
  return Temporal.Instant.from(instant).toZonedDateTimeISO(zone).toPlainDate().toString();
}
