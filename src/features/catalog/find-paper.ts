import type { Option, Suggestion } from '../../chat/option.ts';
import { normalizeTitle, parseArxivId } from '../../papers/identity.ts';
import type { Papers } from '../../papers/library.ts';
import type { Paper } from '../../papers/paper.ts';
import { PAPER_SITES } from '../../papers/sites.ts';
import { UserError } from '../../runtime/errors.ts';
import type { SearchIndex } from '../../search/index.ts';
import { MAX_QUERY_LENGTH } from '../../search/query.ts';
import type { PaperLookup } from '../../sources/lookup.ts';
import { trimEndMatching, truncate } from '../../text/format.ts';
import { texToText } from '../../text/tex/index.ts';

const MAX_TITLES_LISTED = 4;
const MAX_TEXT_SHOWN = 80;
const MAX_SUGGESTIONS = 25;

/** The option of commands about one paper. Its suggester is `PaperFinder.suggest`. */
export const PAPER_OPTION = {
  kind: 'text',
  description: 'Title, id, or arXiv or Hugging Face link',
  required: true,
  isRest: true,
  isRestrictedToSuggestions: true,
  autocomplete: true,
  fromThread: true,
} as const satisfies Option;

/** Finds the paper that somebody means. */
export interface PaperFinder {
  /**
   * The paper with this id (current or former), link, title, or unique beginning of a title. An arXiv id that isn't
   * stored yet is looked up in the live sources, and the paper is stored.
   *
   * @throws UserError with similar titles, or where else to find the paper
   */
  find(text: string): Promise<Paper>;
  /** Papers whose titles match a partial text. */
  suggest(partial: string): readonly Suggestion[];
}

interface PaperFinderDeps {
  readonly papers: Papers;
  readonly search: SearchIndex;
  readonly paperLookup: PaperLookup;
}

export function createPaperFinder({ papers, search, paperLookup }: PaperFinderDeps): PaperFinder {
  return {
    async find(text) {
      // People put quotes around titles, and angle brackets around links to suppress previews.
      const typed = trimEndMatching(text, /[\s>"“”]/).replace(/^[\s<"“”]+/, '');
      if (typed.length > MAX_QUERY_LENGTH) throw tooLongError(typed);
      const id = parseArxivId(typed);
      const paper = papers.get(id ?? typed) ?? papers.byTitle(typed);
      if (paper !== undefined) return paper;
      return id === undefined ? findByTitle(typed, search) : findInSources(id, paperLookup);
    },
    suggest(partial) {
      const exact = papers.get(parseArxivId(partial) ?? partial.trim());
      const found = exact === undefined ? search.suggest(partial, MAX_SUGGESTIONS) : [exact];
      return found.map(({ title, id }) => ({ label: texToText(title), value: id }));
    },
  };
}

function tooLongError(typed: string): UserError {
  return new UserError(
    `"${truncate(typed.slice(0, MAX_QUERY_LENGTH), MAX_TEXT_SHOWN)}" is too long: ${typed.length} characters, and the limit is ${MAX_QUERY_LENGTH}. Use the paper's id or the beginning of its title.`,
  );
}

function findByTitle(typed: string, search: SearchIndex): Paper {
  const similar = search.suggest(typed, MAX_TITLES_LISTED + 1);
  const [first, ...others] = similar;
  const shown = truncate(typed, MAX_TEXT_SHOWN);
  if (first === undefined) {
    throw new UserError(`No paper is called "${shown}". To search for these words, use /papers search ${shown}`);
  }
  if (others.length === 0) return first;
  const exact = similar.find(({ title }) => normalizeTitle(texToText(title)) === normalizeTitle(typed));
  if (exact !== undefined) return exact;
  const titles = similar.slice(0, MAX_TITLES_LISTED).map(({ id, title }) => `"${texToText(title)}" (${id})`);
  if (similar.length > MAX_TITLES_LISTED) titles.push('and more');
  throw new UserError(
    `Several papers match "${shown}": ${titles.join('; ')}. Use an id, as in /papers show ${first.id}`,
  );
}

/** @throws UserError with why the sources don't have the paper, and where it may be */
async function findInSources(id: string, paperLookup: PaperLookup): Promise<Paper> {
  const found = await paperLookup.fetchPaper(id).catch((error: unknown) => {
    if (error instanceof UserError) {
      throw new UserError(`Paperboy doesn't have ${id} yet. ${error.message}`, { cause: error });
    }
    throw error;
  });
  if (found !== undefined) return found;
  const pages = PAPER_SITES.flatMap(({ pageUrl }) => pageUrl(id) ?? []);
  const sources = paperLookup.sourceTitles;
  const result =
    sources.length === 0
      ? "Paperboy doesn't have it, and live sources are turned off."
      : `Paperboy doesn't have it, and neither ${sources.length === 1 ? 'does' : 'do'} ${sources.join(' and ')}.`;
  throw new UserError(`${id} was not found. ${result} Try ${pages.join(' or ')}.`);
}
