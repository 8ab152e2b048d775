import { decodeAction } from '../../chat/action.ts';
import { findPaperOption } from '../../chat/command.ts';
import { type Block, type Document, heading, note, prose } from '../../chat/document.ts';
import type { ThreadStarter } from '../../chat/interaction.ts';
import { PAGE_SIZE } from '../../chat/pagination.ts';
import { compactPaperCard, paperCard } from '../../chat/paper-card.ts';
import { type CommandLookup, parseUnvalidated } from '../../chat/parse-command.ts';
import { findArxivIds } from '../../papers/identity.ts';
import type { Papers } from '../../papers/library.ts';
import type { Paper } from '../../papers/paper.ts';
import { UserError } from '../../runtime/errors.ts';
import type { SearchIndex } from '../../search/index.ts';
import type { PaperLookup } from '../../sources/lookup.ts';
import { pluralize } from '../../text/format.ts';

const MAX_CARDS = 5;
const MAX_SOURCE_LOOKUPS = 3;

/** The papers that a text names by id or link. */
interface ReferencedPapers {
  readonly known: readonly Paper[];
  /** arXiv ids. */
  readonly unknown: readonly string[];
  /** Why the live sources couldn't be asked, as a sentence. */
  readonly sourceError?: string;
}

export interface ReferencedPapersDeps {
  readonly papers: Papers;
  readonly paperLookup: PaperLookup;
}

/** Looks up the first three unknown papers in the live sources, in parallel, and stores those found. */
export async function resolveReferencedPapers(
  text: string,
  { papers, paperLookup }: ReferencedPapersDeps,
): Promise<ReferencedPapers> {
  const ids = findArxivIds(text);
  const missing = ids.filter((id) => papers.get(id) === undefined);
  const lookups =
    paperLookup.sourceTitles.length === 0
      ? []
      : await Promise.all(missing.slice(0, MAX_SOURCE_LOOKUPS).map((id) => lookUpPaper(id, paperLookup)));
  const found = new Map(lookups.flatMap(({ id, paper }) => (paper === undefined ? [] : [[id, paper] as const])));
  const sourceError = lookups.find((lookup) => lookup.sourceError !== undefined)?.sourceError;
  return {
    known: [...new Set(ids.flatMap((id) => found.get(id) ?? papers.get(id) ?? []))],
    unknown: missing.filter((id) => !found.has(id)),
    ...(sourceError !== undefined && { sourceError }),
  };
}

async function lookUpPaper(
  id: string,
  paperLookup: PaperLookup,
): Promise<{ id: string; paper?: Paper | undefined; sourceError?: string }> {
  try {
    return { id, paper: await paperLookup.fetchPaper(id) };
  } catch (error) {
    if (error instanceof UserError) return { id, sourceError: error.message };
    throw error;
  }
}

/** The papers that a message names; if it names none that are known, papers with similar text. */
export async function describeMessagePapers(
  text: string,
  deps: ReferencedPapersDeps & { readonly search: SearchIndex },
): Promise<Document> {
  const { known, unknown, sourceError } = await resolveReferencedPapers(text, deps);
  const unknownBlocks = unknown.length === 0 ? [] : unknownPaperBlocks(unknown, sourceError);
  const [first, ...others] = known;
  if (first === undefined) return { blocks: [...unknownBlocks, ...similarPaperBlocks(text, deps.search)] };
  if (others.length === 0) return { blocks: [paperCard(first), ...unknownBlocks] };
  const cards = known.slice(0, MAX_CARDS).map((paper) => compactPaperCard(paper));
  const title = heading(`${pluralize(known.length, 'paper')} in this message`);
  return { blocks: [title, ...cards, ...andMoreNote(known), ...unknownBlocks] };
}

function unknownPaperBlocks(unknown: readonly string[], sourceError: string | undefined): Block[] {
  const links = unknown.slice(0, MAX_CARDS).map((id) => `https://arxiv.org/abs/${id}`);
  return [
    prose(`Not found: ${links.join(', ')}`),
    ...andMoreNote(unknown),
    ...(sourceError === undefined ? [] : [note(sourceError)]),
  ];
}

function andMoreNote(all: readonly unknown[]): Block[] {
  return all.length > MAX_CARDS ? [note(`And ${all.length - MAX_CARDS} more.`)] : [];
}

function similarPaperBlocks(text: string, search: SearchIndex): Block[] {
  const related = search.related({ id: '', aliases: [], title: '', abstract: text, keywords: [] }, PAGE_SIZE);
  if (related.length === 0) return [prose('No papers are similar to this message.')];
  const cards = related.map(({ paper, sharedWords }) =>
    compactPaperCard(paper, { why: [{ kind: 'text', text: `shares ${sharedWords.join(', ')}` }] }),
  );
  return [heading('Papers similar to this message'), ...cards];
}

/**
 * The paper that the first message of a thread is about, by its controls or else its links; `undefined` unless it is
 * exactly one.
 */
export function findStarterPaper(
  { text, actions }: ThreadStarter,
  { papers, ...lookup }: CommandLookup & { readonly papers: Papers },
): Paper | undefined {
  const fromActions = actions.flatMap((action) => papers.get(paperIdOfAction(action, lookup)) ?? []);
  const fromLinks = findArxivIds(text).flatMap((id) => papers.get(id) ?? []);
  const [paper, ...others] = new Set(fromActions.length > 0 ? fromActions : fromLinks);
  return others.length === 0 ? paper : undefined;
}

function paperIdOfAction(action: string, { commands, actionStore }: CommandLookup): string {
  try {
    const { command, values } = parseUnvalidated({ text: decodeAction(action, actionStore).text }, commands);
    return String(values[findPaperOption(command) ?? ''] ?? '');
  } catch {
    return '';
  }
}
