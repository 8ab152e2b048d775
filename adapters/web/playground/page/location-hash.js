/**
 * A channel, and the thread open next to it. It is kept in the URL as `#<channel>/<message>`, so that it can be shared and the browser's
 * back button works.
 *
 * @typedef {object} ChatLocation
 * @property {string | undefined} channel
 * @property {string | undefined} thread
 */

/** @returns {ChatLocation} */
export function parseLocationHash() {
  const [channel, thread] = location.hash.slice(1).split('/', 2).map(decodeSegment);
  return { channel: channel || undefined, thread: thread || undefined };
}

/**
 * @param {ChatLocation} chatLocation
 * @returns {string}
 */
export function formatLocationHash({ channel, thread }) {
  const segments = [channel, thread].filter((segment) => segment !== undefined);
  return `#${segments.map(encodeURIComponent).join('/')}`;
}

/** @param {ChatLocation} chatLocation */
export function navigateTo(chatLocation) {
  location.hash = formatLocationHash(chatLocation);
}

/** @param {string} segment possibly typed by hand */
function decodeSegment(segment) {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
