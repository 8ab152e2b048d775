/**
 * Where one is: a channel, and the thread beside it. It stands in the address, `#<channel>/<message>`, so that it can be shared, and so
 * that the way back is the browser's own.
 *
 * @typedef {object} Where
 * @property {string | undefined} channel
 * @property {string | undefined} thread
 */

/** @returns {Where} */
export function readAddress() {
  const [channel, thread] = location.hash.slice(1).split('/', 2).map(decoded);
  return { channel: channel || undefined, thread: thread || undefined };
}

/**
 * @param {Where} where
 * @returns {string}
 */
export function addressOf({ channel, thread }) {
  const parts = [channel, thread].filter((part) => part !== undefined);
  return `#${parts.map(encodeURIComponent).join('/')}`;
}

/** @param {Where} where */
export function goTo(where) {
  location.hash = addressOf(where);
}

/** @param {string} part as somebody may have typed it */
function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
