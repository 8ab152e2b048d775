import { UserError } from '../errors.ts';
import { arxivIdsIn } from '../papers/identity.ts';
import type { Paper } from '../papers/paper.ts';
import type { Papers } from '../papers/papers.ts';
import type { Context } from './context.ts';
import { type Block, type Document, heading, note, type PaperBlock, prose } from './document.ts';
import { PAGE_SIZE } from './paging.ts';
import { listedPaper, paperCard } from './paper-card.ts';

/** More cards than these are a wall, not an answer. */
const MOST_CARDS = 5;

/** So many papers are asked for at their sources for one message. */
const MOST_ASKED = 3;

/** The papers that a text names by id or link: those at hand, each once, and the ids of the others. */
export function papersNamedIn(text: string, papers: Papers): { known: readonly Paper[]; unknown: readonly string[] } {
  const ids = arxivIdsIn(text);
  return {
    known: [...new Set(ids.flatMap((id) => papers.get(id) ?? []))],
    unknown: ids.filter((id) => papers.get(id) === undefined),
  };
}

/** The papers that a text names, with those that a live source has. */
interface Found {
  readonly known: readonly Paper[];
  readonly unknown: readonly string[];
  /** Why a source that was asked gave nothing, in a sentence. */
  readonly trouble?: string;
}

/**
 * The same, where those that are not here are asked for at the live sources, and kept: the first three, all at once, as whoever waits has
 * the patience for one answer.
 */
export async function papersFoundIn(text: string, { papers, live }: Pick<Context, 'papers' | 'live'>): Promise<Found> {
  const { known, unknown } = papersNamedIn(text, papers);
  if (live.sources.length === 0) return { known, unknown };
  const answers = await Promise.all(unknown.slice(0, MOST_ASKED).map((id) => askFor(id, live)));
  const found = new Map(answers.flatMap(({ id, paper }) => (paper === undefined ? [] : [[id, paper] as const])));
  const trouble = answers.find((one) => one.trouble !== undefined)?.trouble;
  return {
    known: [...new Set(arxivIdsIn(text).flatMap((id) => found.get(id) ?? papers.get(id) ?? []))],
    unknown: unknown.filter((id) => !found.has(id)),
    ...(trouble !== undefined && { trouble }),
  };
}

async function askFor(id: string, live: Context['live']): Promise<{ id: string; paper?: Paper; trouble?: string }> {
  try {
    const paper = await live.find(id);
    return { id, ...(paper && { paper }) };
  } catch (error) {
    if (error instanceof UserError) return { id, trouble: error.message };
    throw error;
  }
}

/** What a message is about: the papers that it links or names by id; where it has none, the papers nearest to its words. */
export async function papersInMessage(text: string, context: Context): Promise<Document> {
  const { known, unknown, trouble } = await papersFoundIn(text, context);
  const missing = unknown.length === 0 ? [] : absent(unknown, trouble);
  if (known.length === 1 && known[0] !== undefined) return { blocks: [paperCard(known[0], context), ...missing] };
  if (known.length === 0) return { blocks: [...missing, ...nearest(text, context)] };
  const papers = known.slice(0, MOST_CARDS).map((paper) => listedPaper(paper, {}, context));
  return { blocks: [heading(`${known.length} papers in this message`), ...papers, ...more(known), ...missing] };
}

function absent(unknown: readonly string[], trouble: string | undefined): Block[] {
  const links = unknown.slice(0, MOST_CARDS).map((id) => `https://arxiv.org/abs/${id}`);
  return [
    prose(`Not among the papers here: ${links.join(', ')}`),
    ...more(unknown),
    ...(trouble === undefined ? [] : [note(trouble)]),
  ];
}

function more(all: readonly unknown[]): Block[] {
  return all.length > MOST_CARDS ? [note(`And ${all.length - MOST_CARDS} more.`)] : [];
}

function nearest(text: string, context: Context): Document['blocks'] {
  const related = context.search.related({ id: '', aliases: [], title: '', abstract: text, keywords: [] }, PAGE_SIZE);
  if (related.length === 0) return [prose('No paper here has anything in common with this message.')];
  const papers: PaperBlock[] = related.map(({ paper, why }) =>
    listedPaper(paper, { why: [{ kind: 'text', text: `shares ${why.join(', ')}` }] }, context),
  );
  return [heading('Papers near to this message'), ...papers];
}
