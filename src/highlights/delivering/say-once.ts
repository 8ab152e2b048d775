import type { PostOutcome } from '../../chat/platform.ts';
import type { HighlightsDesk } from '../highlights.ts';

const MOST = 1000;

/**
 * Says the same thing once, by its key, however often and however quickly it is asked for: two presses at once come as far as the
 * platform both.
 */
export function sayOnce(say: HighlightsDesk['say']): HighlightsDesk['say'] {
  const said = new Map<string, Promise<PostOutcome>>();
  return (place, document, key) => {
    const one = JSON.stringify([place, key]);
    const known = said.get(one);
    if (known !== undefined) return known;
    const saying = say(place, document, key);
    said.set(one, saying);
    const oldest = said.keys().next().value;
    if (said.size > MOST && oldest !== undefined) said.delete(oldest);
    // What was not said may be tried again.
    const forget = (): boolean => said.delete(one);
    saying.then(({ kind }) => kind === 'sent' || kind === 'unknown' || forget(), forget);
    return saying;
  };
}
