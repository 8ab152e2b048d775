/** @import { Where } from './address.js' */
import { addressOf } from './address.js';

const DRAFTS = 'paperboy.drafts';

/** What was typed and not sent, by where: a tab that is loaded again still has it. */
export function createDrafts() {
  /** @type {Map<string, string>} */
  const drafts = new Map(kept());
  return {
    /** @param {Where} where */
    get: (where) => drafts.get(addressOf(where)) ?? '',
    /**
     * @param {Where} where
     * @param {string} text
     */
    set: (where, text) => {
      if (text === '') drafts.delete(addressOf(where));
      else drafts.set(addressOf(where), text);
      try {
        sessionStorage.setItem(DRAFTS, JSON.stringify([...drafts]));
      } catch {
        // A browser that keeps nothing: drafts last as long as the page.
      }
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
