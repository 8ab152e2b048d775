import { UserError } from '../errors.ts';
import { findArxivIds } from '../papers/identity.ts';
import type { Paper } from '../papers/paper.ts';
import type { Papers } from '../papers/papers.ts';
import type { CallContext } from './context.ts';
import { type Block, type Document, heading, note, type PaperBlock, prose } from './document.ts';
import { PAGE_SIZE } from './paging.ts';
import { compactPaperCard, paperCard } from './paper-card.ts';

/** More cards than these are a wall, not an answer. */
const MAX_CARDS = 5;

/** So many papers are asked for at their sources for one message. */
const MAX_SOURCE_LOOKUPS = 3;

/** The papers that a text names by id or link: those at hand, each once, and the ids of the others. */
export function findReferencedPapers(
  text: string,
  papers: Papers,
): { known: readonly Paper[]; unknown: readonly string[] } {
  const ids = findArxivIds(text);
  return {
    known: [...new Set(ids.flatMap((id) => papers.get(id) ?? []))],
    unknown: ids.filter((id) => papers.get(id) === undefined),
  };
}

/** The papers that a text names, with those that a live source has. */
interface ReferencedPapers {
  readonly known: readonly Paper[];
  readonly unknown: readonly string[];
  /** Why a source that was asked gave nothing, in a sentence. */
  readonly sourceError?: string;
}

/**
 * The same, where those that are not here are asked for at the live sources, and kept: the first three, all at once, as whoever waits has
 * the patience for one answer.
 */
export async function resolveReferencedPapers(
  text: string,
  { papers, paperLookup }: Pick<CallContext, 'papers' | 'paperLookup'>,
): Promise<ReferencedPapers> {
  const { known, unknown } = findReferencedPapers(text, papers);
  if (paperLookup.sourceTitles.length === 0) return { known, unknown };
  const lookups = await Promise.all(unknown.slice(0, MAX_SOURCE_LOOKUPS).map((id) => lookUpPaper(id, paperLookup)));
  const found = new Map(lookups.flatMap(({ id, paper }) => (paper === undefined ? [] : [[id, paper] as const])));
  const sourceError = lookups.find((one) => one.sourceError !== undefined)?.sourceError;
  return {
    known: [...new Set(findArxivIds(text).flatMap((id) => found.get(id) ?? papers.get(id) ?? []))],
    unknown: unknown.filter((id) => !found.has(id)),
    ...(sourceError !== undefined && { sourceError }),
  };
}

async function lookUpPaper(
  id: string,
  paperLookup: CallContext['paperLookup'],
): Promise<{ id: string; paper?: Paper; sourceError?: string }> {
  try {
    const paper = await paperLookup.fetchPaper(id);
    return { id, ...(paper && { paper }) };
  } catch (error) {
    if (error instanceof UserError) return { id, sourceError: error.message };
    throw error;
  }
}

/** What a message is about: the papers that it links or names by id; where it has none, the papers nearest to its words. */
export async function describeMessagePapers(text: string, context: CallContext): Promise<Document> {
  const { known, unknown, sourceError } = await resolveReferencedPapers(text, context);
  const unknownBlocks = unknown.length === 0 ? [] : unknownPaperBlocks(unknown, sourceError);
  if (known.length === 1 && known[0] !== undefined) return { blocks: [paperCard(known[0], context), ...unknownBlocks] };
  if (known.length === 0) return { blocks: [...unknownBlocks, ...nearestPapers(text, context)] };
  const papers = known.slice(0, MAX_CARDS).map((paper) => compactPaperCard(paper, {}, context));
  return {
    blocks: [heading(`${known.length} papers in this message`), ...papers, ...andMoreNote(known), ...unknownBlocks],
  };
}

function unknownPaperBlocks(unknown: readonly string[], sourceError: string | undefined): Block[] {
  const links = unknown.slice(0, MAX_CARDS).map((id) => `https://arxiv.org/abs/${id}`);
  return [
    prose(`Not among the papers here: ${links.join(', ')}`),
    ...andMoreNote(unknown),
    ...(sourceError === undefined ? [] : [note(sourceError)]),
  ];
}

function andMoreNote(all: readonly unknown[]): Block[] {
  return all.length > MAX_CARDS ? [note(`And ${all.length - MAX_CARDS} more.`)] : [];
}

function nearestPapers(text: string, context: CallContext): Document['blocks'] {
  const related = context.search.related({ id: '', aliases: [], title: '', abstract: text, keywords: [] }, PAGE_SIZE);
  if (related.length === 0) return [prose('No paper here has anything in common with this message.')];
  const papers: PaperBlock[] = related.map(({ paper, sharedWords }) =>
    compactPaperCard(paper, { why: [{ kind: 'text', text: `shares ${sharedWords.join(', ')}` }] }, context),
  );
  return [heading('Papers near to this message'), ...papers];
}
