import { arxivIdsIn } from '../papers/identity.ts';
import type { Context } from './context.ts';
import { type Document, heading, type PaperBlock, prose } from './document.ts';
import { PAGE_SIZE } from './paging.ts';
import { listedPaper, paperCard } from './paper-card.ts';

/** More cards than these are a wall, not an answer. */
const MOST_CARDS = 5;

/** What a message is about: the papers that it links or names by id; where it has none, the papers nearest to its words. */
export function papersInMessage(text: string, context: Context): Document {
  const ids = arxivIdsIn(text);
  const known = [...new Set(ids.flatMap((id) => context.papers.get(id) ?? []))];
  const unknown = ids.filter((id) => context.papers.get(id) === undefined);
  const missing =
    unknown.length === 0
      ? []
      : [prose(`Not among the papers here: ${unknown.map((id) => `https://arxiv.org/abs/${id}`).join(', ')}`)];
  if (known.length === 1 && known[0] !== undefined) return { blocks: [paperCard(known[0], context), ...missing] };
  if (known.length > 1) {
    const left = known.length - MOST_CARDS;
    return {
      blocks: [
        heading(`${known.length} papers in this message`),
        ...known.slice(0, MOST_CARDS).map((paper) => listedPaper(paper, {}, context)),
        ...(left > 0 ? [prose(`And ${left} more.`)] : []),
        ...missing,
      ],
    };
  }
  return { blocks: [...missing, ...nearest(text, context)] };
}

function nearest(text: string, context: Context): Document['blocks'] {
  const related = context.search.related({ id: '', aliases: [], title: '', abstract: text, keywords: [] }, PAGE_SIZE);
  if (related.length === 0) return [prose('No paper here has anything in common with this message.')];
  const papers: PaperBlock[] = related.map(({ paper, why }) =>
    listedPaper(paper, { why: [{ kind: 'text', text: `shares ${why.join(', ')}` }] }, context),
  );
  return [heading('Papers near to this message'), ...papers];
}
