import { discussedHere } from '../discussions/discussed-here.ts';
import { inTime } from '../in-time.ts';
import type { Paper } from '../papers/paper.ts';
import type { Span } from '../text/span.ts';
import type { Context } from './context.ts';
import type { PaperBlock } from './document.ts';
import { type Listed, listedPaper, paperCard } from './paper-card.ts';
import { isPrivate } from './place.ts';

/** A paper of a list, and how it stands in it. */
type Entry = Listed & { readonly paper: Paper };

/** Longer than these milliseconds nobody waits for what only goes with the papers. */
const SAID_WITHIN_MS = 500;
const NOTHING: ReadonlyMap<string, readonly Span[]> = new Map();

/** The papers on a page of a list. Those that are discussed in this channel say so, with the way there. */
export async function papersHere(entries: readonly Entry[], context: Context): Promise<PaperBlock[]> {
  const said = await saidHere(
    entries.map(({ paper }) => paper),
    context,
  );
  return entries.map(({ paper, why, ...listed }) =>
    listedPaper(paper, { ...listed, why: inOneLine([why ?? [], said.get(paper.id) ?? []]) }, context),
  );
}

/** A paper by itself, as its source knows it by now, and whether it is discussed in this channel. */
export async function paperHere(paper: Paper, context: Context): Promise<PaperBlock> {
  const current = await context.live.fresh(paper);
  const said = await saidHere([current], context);
  return paperCard(current, context, said.get(current.id));
}

/**
 * What is said of these papers in a channel, by their ids. In private there are no discussions, so nobody is asked. A database that is away
 * or slow keeps no paper from whoever searches: they come without it.
 */
export async function saidHere(
  papers: readonly Paper[],
  { place, person, discussions }: Pick<Context, 'place' | 'person' | 'discussions'>,
): Promise<ReadonlyMap<string, readonly Span[]>> {
  if (isPrivate(place, person)) return NOTHING;
  const said = discussedHere(papers, place, { discussions }).catch((error: unknown) => {
    discussions.onUntold(error);
    return NOTHING;
  });
  return (await inTime(said, SAID_WITHIN_MS)) ?? NOTHING;
}

function inOneLine(parts: readonly (readonly Span[])[]): Span[] {
  return parts
    .filter((part) => part.length > 0)
    .flatMap((part, at): readonly Span[] => (at === 0 ? part : [{ kind: 'text', text: ' · ' }, ...part]));
}
