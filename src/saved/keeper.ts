import type { Context } from '../chat/context.ts';
import { directPlace } from '../chat/place.ts';
import type { Paper } from '../papers/paper.ts';
import type { Keeper } from './saved-papers.ts';

/** Whoever calls, as the keeper of papers: what they save is theirs wherever they speak with Paperboy in private. */
export function keeperOf({ place, person }: Context): Keeper {
  const { platform, tenant } = directPlace(place, person);
  return { platform, tenant, person: person.id };
}

/** What they saved, newest first: each paper once, and the ids of those that are not here any more. */
export async function savedPapers(context: Context): Promise<{ papers: readonly Paper[]; missing: readonly string[] }> {
  const saved = await context.highlights.saved.list(keeperOf(context));
  const found = saved.map(({ paperId }) => ({ paperId, paper: context.papers.get(paperId) }));
  return {
    papers: [...new Set(found.flatMap(({ paper }) => paper ?? []))],
    missing: found.flatMap(({ paperId, paper }) => (paper === undefined ? [paperId] : [])),
  };
}
