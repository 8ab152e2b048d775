/** @import { Where } from './address.js' */
import { addressOf } from './address.js';

const DRAFTS = 'paperboy.drafts';

/** @typedef {ReturnType<typeof createDrafts>} Drafts */

/** What was typed and not sent, by where: a tab that is loaded again still has it. */
export function createDrafts() {
  /** @type {Map<string, string>} */
  const drafts = new Map(kept());

  /** @param {Where} where */
  const get = (where) => drafts.get(addressOf(where)) ?? '';

  /**
   * @param {Where} where
   * @param {string} text
   */
  const set = (where, text) => {
    if (text === '') drafts.delete(addressOf(where));
    else drafts.set(addressOf(where), text);
    try {
      sessionStorage.setItem(DRAFTS, JSON.stringify([...drafts]));
    } catch {
      // A browser that keeps nothing: drafts last as long as the page.
    }
  };

  return {
    get,
    set,
    /**
     * Gives what was typed there away: it is not there any more.
     *
     * @param {Where} where
     */
    take: (where) => {
      const draft = get(where);
      set(where, '');
      return draft;
    },
  };
}

/** @returns {[string, string][]} */
function kept() {
  try {
    const all = JSON.parse(sessionStorage.getItem(DRAFTS) ?? '[]');
    return Array.isArray(all) ? all.filter((one) => Array.isArray(one) && one.length === 2) : [];
  } catch {
    return [];
  }
}
