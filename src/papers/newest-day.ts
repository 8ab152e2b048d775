import { Temporal } from 'temporal-polyfill';

/** The list of a day opens at half past nine in the evening before, where Hugging Face's editors are. */
const LISTING_TIME_ZONE = 'America/New_York';
const OPENS_BEFORE_MIDNIGHT = { hours: 2, minutes: 30 };

/**
 * The newest day whose list may be open at an instant: https://github.com/huggingface/hf-mcp-server, `currentDailyFeedDate`. It knows no
 * weekends, on which there are no lists.
 */
export function latestListingDay(now: Date): string {
  const local = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(LISTING_TIME_ZONE);
  // On the clock on the wall: a night in which clocks change is no longer or shorter.
  return local.toPlainDateTime().add(OPENS_BEFORE_MIDNIGHT).toPlainDate().toString();
}
