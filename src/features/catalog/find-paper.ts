import type { AppServices } from '../../chat/context.ts';
import type { Option } from '../../chat/option.ts';
import { normalizeTitle, parseArxivId } from '../../papers/identity.ts';
import { arxivLinks } from '../../papers/links.ts';
import type { Paper } from '../../papers/paper.ts';
import { UserError } from '../../runtime/errors.ts';
import { MAX_QUERY_LENGTH } from '../../search/query.ts';
import { trimEndMatching, truncate } from '../../text/format.ts';
import { texToText } from '../../text/tex/index.ts';

/** How many titles a refusal names. */
const MAX_TITLES_LISTED = 4;

/** The option that names a paper, by title, id or link. Titles are offered while one types. */
export const PAPER_OPTION = {
  kind: 'text',
  description: 'Its title, its id, or a link to it on arXiv or Hugging Face',
  required: true,
  isRest: true,
  isRestrictedToSuggestions: true,
  suggest: (partial, { papers, search }) => {
    const exact = papers.get(parseArxivId(partial) ?? partial.trim());
    const found = exact === undefined ? search.suggest(partial, 25) : [exact];
    return found.map((paper) => ({ label: texToText(paper.title), value: paper.id }));
  },
} as const satisfies Option;

/**
 * The paper that somebody named: by any id it ever had, a link, its title, or the beginning of a title that only one paper has. One that is
 * not here is asked for at the live sources by its arXiv id, and kept.
 *
 * @throws UserError that names the nearest titles, or where else the paper may be
 */
export async function findPaper(
  text: string,
  context: Pick<AppServices, 'papers' | 'search' | 'paperLookup'>,
): Promise<Paper> {
  const { papers, search } = context;
  // Quotes stand around titles, and angle brackets around links that should show no preview.
  const typed = trimEndMatching(text, /[\s>"“”]/).replace(/^[\s<"“”]+/, '');
  if (typed.length > MAX_QUERY_LENGTH) {
    throw new UserError(
      `No paper here is called "${truncate(typed.slice(0, MAX_QUERY_LENGTH), 80)}": a name may have ${MAX_QUERY_LENGTH} characters and this one has ${typed.length}. Give the paper's id, or the beginning of its title.`,
    );
  }
  const id = parseArxivId(typed);
  const paper = papers.get(id ?? typed) ?? papers.byTitle(typed);
  if (paper !== undefined) return paper;
  if (id !== undefined) return findInSources(id, context);
  const nearest = search.suggest(typed, MAX_TITLES_LISTED + 1);
  const exact = nearest.find(({ title }) => normalizeTitle(texToText(title)) === normalizeTitle(typed));
  if (exact !== undefined) return exact;
  if (nearest.length === 1 && nearest[0] !== undefined) return nearest[0];
  const shown = truncate(typed, 80);
  if (nearest.length === 0) {
    throw new UserError(`No paper here is called "${shown}". To look for its words: /papers search ${shown}`);
  }
  const titles = nearest.slice(0, MAX_TITLES_LISTED).map(({ id, title }) => `"${texToText(title)}" (${id})`);
  if (nearest.length > MAX_TITLES_LISTED) titles.push('and more');
  throw new UserError(
    `Which paper is "${shown}"? ${titles.join('; ')}. Name one by its id: /papers show ${nearest[0]?.id}`,
  );
}

/** @throws UserError that says why no source gave it, and where it may be */
async function findInSources(id: string, { paperLookup }: Pick<AppServices, 'paperLookup'>): Promise<Paper> {
  const found = await paperLookup.fetchPaper(id).catch((error: unknown) => {
    if (error instanceof UserError)
      throw new UserError(`${unknownPaperMessage(id)} ${error.message}`, { cause: error });
    throw error;
  });
  if (found !== undefined) return found;
  const { huggingFace, arxiv } = arxivLinks(id);
  const sourcesResult =
    paperLookup.sourceTitles.length === 0
      ? 'No other place is asked, as live papers are switched off.'
      : `${paperLookup.sourceTitles.join(' and ')} ${paperLookup.sourceTitles.length === 1 ? 'does' : 'do'} not have it either.`;
  throw new UserError(
    `${unknownPaperMessage(id)} ${sourcesResult} It may be on ${[huggingFace, arxiv].filter(Boolean).join(' or ')}.`,
  );
}

function unknownPaperMessage(id: string): string {
  return `${id} is not among the papers here.`;
}
