/** @import { ChatLocation } from './location-hash.js' */
import { formatLocationHash } from './location-hash.js';

const DRAFTS_KEY = 'paperboy.drafts';

/** @typedef {ReturnType<typeof createDrafts>} Drafts */

/** Unsent text by location. It survives a reload of the tab. */
export function createDrafts() {
  /** @type {Map<string, string>} */
  const drafts = new Map(readDrafts());

  /** @param {ChatLocation} location */
  const get = (location) => drafts.get(formatLocationHash(location)) ?? '';

  /**
   * @param {ChatLocation} location
   * @param {string} text
   */
  const set = (location, text) => {
    if (text === '') drafts.delete(formatLocationHash(location));
    else drafts.set(formatLocationHash(location), text);
    try {
      sessionStorage.setItem(DRAFTS_KEY, JSON.stringify([...drafts]));
    } catch {
      // Without storage, drafts last until the page is closed.
    }
  };

  return {
    get,
    set,
    /**
     * Returns a draft and deletes it.
     *
     * @param {ChatLocation} location
     */
    take: (location) => {
      const draft = get(location);
      set(location, '');
      return draft;
    },
  };
}

/** @returns {[string, string][]} */
function readDrafts() {
  try {
    const all = JSON.parse(sessionStorage.getItem(DRAFTS_KEY) ?? '[]');
    return Array.isArray(all) ? all.filter((one) => Array.isArray(one) && one.length === 2) : [];
  } catch {
    return [];
  }
}
