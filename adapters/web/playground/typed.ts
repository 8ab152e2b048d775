import { UserError } from '../../../src/errors.ts';
import { parseArxivId } from '../../../src/papers/identity.ts';

/** What somebody typed: a call, words to Paperboy, or words to the others, with the papers that they link. */
export type ParsedInput =
  | { readonly kind: 'command'; readonly text: string }
  | { readonly kind: 'mention'; readonly text: string }
  | { readonly kind: 'message'; readonly text: string; readonly urls: readonly string[] };

const COMMAND_PATTERN = /^\/papers(?!\S)/i;
const OTHER_COMMAND_PATTERN = /^\/[\w-]+(?!\S)/;
const MENTION_PATTERN = /(?<![\w@])@paperboy(?!\w)[,:]?/gi;
const URL_PATTERN = /https?:\/\/[^\s<>"]+/gi;

/** @throws UserError where it is nothing, or a command that is not here */
export function parseInput(input: string): ParsedInput {
  const text = input.trim();
  if (text === '') throw new UserError('There is nothing to send yet: type something.');
  if (COMMAND_PATTERN.test(text)) return { kind: 'command', text };
  const [otherCommand] = OTHER_COMMAND_PATTERN.exec(text) ?? [];
  if (otherCommand !== undefined)
    throw new UserError(`There is no command ${otherCommand} here: all of them begin with /papers.`);
  if (text.search(MENTION_PATTERN) >= 0) {
    return { kind: 'mention', text: text.replace(MENTION_PATTERN, ' ').replace(/\s+/g, ' ').trim() };
  }
  const urls = (text.match(URL_PATTERN) ?? []).filter((url) => parseArxivId(url) !== undefined);
  return { kind: 'message', text, urls: [...new Set(urls)] };
}
