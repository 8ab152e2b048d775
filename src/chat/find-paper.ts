import { UserError } from '../errors.ts';
import { arxivId, titleKey } from '../papers/identity.ts';
import { linksOf } from '../papers/links.ts';
import type { Paper } from '../papers/paper.ts';
import { MAX_QUERY_LENGTH } from '../search/query.ts';
import { shorten } from '../text/shorten.ts';
import { texToText } from '../text/tex.ts';
import { trimEnd } from '../text/trim-end.ts';
import type { Option } from './command.ts';
import type { Core } from './context.ts';

/** How many titles a refusal names. */
const MOST_NAMED = 4;

/** The option that names a paper, by title, id or link. Titles are offered while one types. */
export const PAPER = {
  kind: 'text',
  description: 'Its title, its id, or a link to it on arXiv or Hugging Face',
  required: true,
  takesTheRest: true,
  listed: true,
  suggest: (partial, { papers, search }) => {
    const named = papers.get(arxivId(partial) ?? partial.trim());
    const found = named === undefined ? search.suggest(partial, 25) : [named];
    return found.map((paper) => ({ label: texToText(paper.title), value: paper.id }));
  },
} as const satisfies Option;

/**
 * The paper that somebody named: by any id it ever had, a link, its title, or the beginning of a title that only one paper has. One that is
 * not here is asked for at the live sources by its arXiv id, and kept.
 *
 * @throws UserError that names the nearest titles, or where else the paper may be
 */
export async function findPaper(text: string, context: Pick<Core, 'papers' | 'search' | 'live'>): Promise<Paper> {
  const { papers, search } = context;
  // Quotes stand around titles, and angle brackets around links that should show no preview.
  const named = trimEnd(text, /[\s>"“”]/).replace(/^[\s<"“”]+/, '');
  if (named.length > MAX_QUERY_LENGTH) {
    throw new UserError(
      `No paper here is called "${shorten(named.slice(0, MAX_QUERY_LENGTH), 80)}": a name may have ${MAX_QUERY_LENGTH} characters and this one has ${named.length}. Give the paper's id, or the beginning of its title.`,
    );
  }
  const id = arxivId(named);
  const paper = papers.get(id ?? named) ?? papers.byTitle(named);
  if (paper !== undefined) return paper;
  if (id !== undefined) return findElsewhere(id, context);
  const nearest = search.suggest(named, MOST_NAMED + 1);
  const exact = nearest.find(({ title }) => titleKey(texToText(title)) === titleKey(named));
  if (exact !== undefined) return exact;
  if (nearest.length === 1 && nearest[0] !== undefined) return nearest[0];
  const asked = shorten(named, 80);
  if (nearest.length === 0) {
    throw new UserError(`No paper here is called "${asked}". To look for its words: /papers search ${asked}`);
  }
  const titles = nearest.slice(0, MOST_NAMED).map(({ id, title }) => `"${texToText(title)}" (${id})`);
  if (nearest.length > MOST_NAMED) titles.push('and more');
  throw new UserError(
    `Which paper is "${asked}"? ${titles.join('; ')}. Name one by its id: /papers show ${nearest[0]?.id}`,
  );
}

/** @throws UserError that says why no source gave it, and where it may be */
async function findElsewhere(id: string, { live }: Pick<Core, 'live'>): Promise<Paper> {
  const found = await live.find(id).catch((error: unknown) => {
    if (error instanceof UserError) throw new UserError(`${notHere(id)} ${error.message}`, { cause: error });
    throw error;
  });
  if (found !== undefined) return found;
  const { huggingFace, arxiv } = linksOf(id);
  const asked =
    live.sources.length === 0
      ? 'No other place is asked, as live papers are switched off.'
      : `${live.sources.join(' and ')} ${live.sources.length === 1 ? 'does' : 'do'} not have it either.`;
  throw new UserError(`${notHere(id)} ${asked} It may be on ${[huggingFace, arxiv].filter(Boolean).join(' or ')}.`);
}

function notHere(id: string): string {
  return `${id} is not among the papers here.`;
}
