import { arxivIdsIn } from '../papers/identity.ts';
import type { Paper } from '../papers/paper.ts';
import type { Papers } from '../papers/papers.ts';
import type { Context } from './context.ts';
import { type Block, type Document, heading, note, type PaperBlock, prose } from './document.ts';
import { PAGE_SIZE } from './paging.ts';
import { listedPaper, paperCard } from './paper-card.ts';

/** More cards than these are a wall, not an answer. */
const MOST_CARDS = 5;

/** The papers that a text names by id or link: those at hand, each once, and the ids of the others. */
export function papersNamedIn(text: string, papers: Papers): { known: readonly Paper[]; unknown: readonly string[] } {
  const ids = arxivIdsIn(text);
  return {
    known: [...new Set(ids.flatMap((id) => papers.get(id) ?? []))],
    unknown: ids.filter((id) => papers.get(id) === undefined),
  };
}

/** What a message is about: the papers that it links or names by id; where it has none, the papers nearest to its words. */
export function papersInMessage(text: string, context: Context): Document {
  const { known, unknown } = papersNamedIn(text, context.papers);
  const links = unknown.slice(0, MOST_CARDS).map((id) => `https://arxiv.org/abs/${id}`);
  const missing =
    unknown.length === 0 ? [] : [prose(`Not among the papers here: ${links.join(', ')}`), ...more(unknown)];
  if (known.length === 1 && known[0] !== undefined) return { blocks: [paperCard(known[0], context), ...missing] };
  if (known.length === 0) return { blocks: [...missing, ...nearest(text, context)] };
  const papers = known.slice(0, MOST_CARDS).map((paper) => listedPaper(paper, {}, context));
  return { blocks: [heading(`${known.length} papers in this message`), ...papers, ...more(known), ...missing] };
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
