const HOUR = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const WHOLE = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
const DAY = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' });

/**
 * Puts the instants in a message into the reader's own zone and manner.
 *
 * @param {ParentNode} parent
 */
export function localise(parent) {
  for (const time of parent.querySelectorAll('time')) {
    const at = new Date(time.dateTime);
    if (!Number.isNaN(at.getTime())) time.textContent = WHOLE.format(at);
  }
}

/** @param {string} at an instant, ISO 8601 */
export function hourOf(at) {
  return HOUR.format(new Date(at));
}

/** @param {string} at an instant, ISO 8601 */
export function wholeTime(at) {
  return WHOLE.format(new Date(at));
}

/** @param {string} at an instant, ISO 8601 */
export function dayOf(at) {
  const day = new Date(at).toDateString();
  const today = new Date();
  if (day === today.toDateString()) return 'Today';
  today.setDate(today.getDate() - 1);
  return day === today.toDateString() ? 'Yesterday' : DAY.format(new Date(at));
}
