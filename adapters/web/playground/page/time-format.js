const TIME = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const DATE_TIME = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
const DAY = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' });

/**
 * Shows the times in a message in the reader's time zone and locale.
 *
 * @param {ParentNode} parent
 */
export function localizeTimes(parent) {
  for (const time of parent.querySelectorAll('time')) {
    const at = new Date(time.dateTime);
    if (!Number.isNaN(at.getTime())) time.textContent = DATE_TIME.format(at);
  }
}

/** @param {string} at ISO 8601 */
export function formatTime(at) {
  return TIME.format(new Date(at));
}

/** @param {string} at ISO 8601 */
export function formatDateTime(at) {
  return DATE_TIME.format(new Date(at));
}

/** @param {string} at ISO 8601 */
export function formatDay(at) {
  const day = new Date(at).toDateString();
  const today = new Date();
  if (day === today.toDateString()) return 'Today';
  today.setDate(today.getDate() - 1);
  return day === today.toDateString() ? 'Yesterday' : DAY.format(new Date(at));
}
