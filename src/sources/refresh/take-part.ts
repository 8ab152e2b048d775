import { titleId } from '../../papers/identity.ts';
import type { FullSighting } from '../../papers/paper.ts';
import { type Asking, type LiveSource, SourceError } from '../live/source.ts';
import { type SourceLedger, type SourcePart, TRENDING } from '../live/source-ledger.ts';

/** Where papers are kept. */
export interface PaperKeeper {
  /** Merges what sources said into what is there, in one transaction. */
  merge(sightings: readonly FullSighting[]): Promise<{ readonly added: number; readonly changed: number }>;
}

export interface TakeDependencies {
  readonly ledger: SourceLedger;
  readonly store: PaperKeeper;
  readonly now: () => Date;
  /** How much whoever asks can wait; once its signal is aborted, nothing is kept any more. */
  readonly asking?: Asking;
}

/** What became of a part. */
export type Taken =
  | {
      readonly kind: 'listed';
      readonly entries: number;
      readonly added: number;
      readonly changed: number;
      readonly refused: readonly string[];
    }
  | { readonly kind: 'unchanged' | 'not open' };

/**
 * Asks a source for a part and keeps what it lists: the papers first, in one transaction, then that it was asked. So whatever goes wrong in
 * between, the part is asked for again, and nothing is lost or doubled.
 *
 * @param part a day, or `trending`
 * @throws SourceError; the reason of `asking.signal` once that is aborted
 */
export async function takePart(
  source: Pick<LiveSource, 'name' | 'title' | 'day' | 'trending'>,
  part: string,
  { ledger, store, now, asking }: TakeDependencies,
): Promise<Taken> {
  const known = await ledger.part(source.name, part);
  const listing = await (part === TRENDING
    ? source.trending(known?.validator, asking)
    : source.day(part, known?.validator, asking));
  asking?.signal?.throwIfAborted();
  const at = now().toISOString();
  switch (listing.kind) {
    case 'not open':
      return listing;
    case 'unchanged':
      if (known === undefined) {
        throw new SourceError(
          'malformed',
          `${source.title} says that ${part} is unchanged, which nobody had asked for yet`,
        );
      }
      await ledger.keep(source.name, { ...known, at });
      return listing;
    case 'listed': {
      const { sightings, refused, validator, missing } = listing;
      // A ranking is never empty: this is one of a source that is only half there.
      if (part === TRENDING && sightings.length === 0) return { kind: 'not open' };
      const { added, changed } = sightings.length === 0 ? NOTHING : await store.merge(sightings);
      // What came is kept, and the list is asked for again.
      if (missing !== undefined) throw new SourceError('malformed', missing);
      const paperIds = listed(part, sightings, known);
      await ledger.keep(source.name, { part, at, paperIds, ...(validator !== undefined && { validator }) });
      return { kind: 'listed', entries: sightings.length, added, changed, refused };
    }
  }
}

const NOTHING = { added: 0, changed: 0 } as const;

/** The ids of a list in its order. What a day listed once stays in it, behind the others: a later answer may be cut short. */
function listed(part: string, sightings: readonly FullSighting[], known: SourcePart | undefined): string[] {
  const ids = sightings.map(({ id, title }) => id ?? titleId(title));
  return [...new Set(part === TRENDING ? ids : [...ids, ...(known?.paperIds ?? [])])];
}
