import { decodeAction } from '../../chat/action.ts';
import type { AppServices, CallContext } from '../../chat/context.ts';
import { type Block, type Document, heading, note, type PaperBlock, prose } from '../../chat/document.ts';
import type { ThreadStarter } from '../../chat/interaction.ts';
import { PAGE_SIZE } from '../../chat/pagination.ts';
import { compactPaperCard, paperCard } from '../../chat/paper-card.ts';
import { parseUnvalidated } from '../../chat/parse-command.ts';
import { PAPER_OPTION_NAME } from '../../chat/router.ts';
import { findArxivIds } from '../../papers/identity.ts';
import type { Papers } from '../../papers/library.ts';
import type { Paper } from '../../papers/paper.ts';
import { UserError } from '../../runtime/errors.ts';

/** More cards than these are a wall, not an answer. */
const MAX_CARDS = 5;

/** So many papers are asked for at their sources for one message. */
const MAX_SOURCE_LOOKUPS = 3;

/** The papers that a text names by id or link: those at hand, each once, and the ids of the others. */
function findReferencedPapers(text: string, papers: Papers): { known: readonly Paper[]; unknown: readonly string[] } {
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

/** The paper that the thread somebody writes in is about: that of its discussion, else the only one that its first message is about. */
export async function findThreadPaper(
  starter: ThreadStarter | undefined,
  context: CallContext,
): Promise<Paper | undefined> {
  const { discussions, place, papers } = context;
  const discussion = place.thread === undefined ? undefined : await discussions.repository.findByThread(place);
  const discussed = discussion && papers.get(discussion.paperId);
  return discussed ?? (starter && findStarterPaper(starter, context));
}

/** What a message is about, by its controls or its links. */
function findStarterPaper({ text, actions }: ThreadStarter, services: AppServices): Paper | undefined {
  const named = new Set(actions.flatMap((action) => paperOfAction(action, services) ?? []));
  const papers = named.size > 0 ? [...named] : findReferencedPapers(text, services.papers).known;
  return papers.length === 1 ? papers[0] : undefined;
}

/** The paper that a control is about. One that can't be read is about none. */
function paperOfAction(action: string, { actionStore, commands, papers }: AppServices): Paper | undefined {
  try {
    const { values } = parseUnvalidated({ text: decodeAction(action, actionStore).text }, commands);
    return papers.get(String(values[PAPER_OPTION_NAME] ?? ''));
  } catch {
    return undefined;
  }
}
