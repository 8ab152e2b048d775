import type { PostOutcome } from '../../chat/platform.ts';
import type { HighlightsService } from '../highlights.ts';

const MAX_REMEMBERED_POSTS = 1000;

/**
 * Says the same thing once, by its key, however often and however quickly it is asked for: two presses at once come as far as the
 * platform both.
 */
export function postOnce(post: HighlightsService['post']): HighlightsService['post'] {
  const postsByKey = new Map<string, Promise<PostOutcome>>();
  return (place, document, key) => {
    const dedupKey = JSON.stringify([place, key]);
    const existing = postsByKey.get(dedupKey);
    if (existing !== undefined) return existing;
    const posting = post(place, document, key);
    postsByKey.set(dedupKey, posting);
    const oldestKey = postsByKey.keys().next().value;
    if (postsByKey.size > MAX_REMEMBERED_POSTS && oldestKey !== undefined) postsByKey.delete(oldestKey);
    // What was not said may be tried again.
    const forget = (): boolean => postsByKey.delete(dedupKey);
    posting.then(({ kind }) => kind === 'sent' || kind === 'unknown' || forget(), forget);
    return posting;
  };
}
