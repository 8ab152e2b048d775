import { UserError } from '../../../src/errors.ts';
import { arxivId } from '../../../src/papers/identity.ts';

/** What somebody typed: a call, words to Paperboy, or words to the others, with the papers that they link. */
export type Typed =
  | { readonly kind: 'call'; readonly text: string }
  | { readonly kind: 'to Paperboy'; readonly text: string }
  | { readonly kind: 'talk'; readonly text: string; readonly urls: readonly string[] };

const CALL = /^\/papers(?!\S)/i;
const OTHER_COMMAND = /^\/[\w-]+(?!\S)/;
const MENTION = /(?<![\w@])@paperboy(?!\w)[,:]?/gi;
const ADDRESS = /https?:\/\/[^\s<>"]+/gi;

/** @throws UserError where it is nothing, or a command that is not here */
export function readTyped(typed: string): Typed {
  const text = typed.trim();
  if (text === '') throw new UserError('There is nothing to send yet: type something.');
  if (CALL.test(text)) return { kind: 'call', text };
  const [other] = OTHER_COMMAND.exec(text) ?? [];
  if (other !== undefined) throw new UserError(`There is no command ${other} here: all of them begin with /papers.`);
  if (text.search(MENTION) >= 0) {
    return { kind: 'to Paperboy', text: text.replace(MENTION, ' ').replace(/\s+/g, ' ').trim() };
  }
  const urls = (text.match(ADDRESS) ?? []).filter((url) => arxivId(url) !== undefined);
  return { kind: 'talk', text, urls: [...new Set(urls)] };
}
