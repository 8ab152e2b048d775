import type { Transaction } from 'kysely';
import type { Paper } from '../../papers/paper.ts';
import { compareCodeUnits, groupBy } from '../../runtime/collections.ts';
import type { Dialect, DiscussionRow, Tables } from '../schema.ts';
import { endedColumns } from './discussion-rows.ts';

/**
 * Lets nobody else write papers until the transaction is over, so that they stay as they are read, and tells the corpus's revision.
 * SQLite has one writer at a time anyway.
 */
export async function lockCorpus(transaction: Transaction<Tables>, dialect: Dialect): Promise<number> {
  const { revision } = await transaction
    .selectFrom('corpus')
    .select('revision')
    .$if(dialect === 'postgres', (query) => query.forUpdate())
    .executeTakeFirstOrThrow();
  return revision;
}

/**
 * Gives the corpus its next revision, and holds it. Whoever writes papers does this before the first of them, so that a revision is
 * never seen before a smaller one.
 */
export async function incrementRevision(transaction: Transaction<Tables>): Promise<number> {
  const { revision } = await transaction
    .updateTable('corpus')
    .set((corpus) => ({ revision: corpus('revision', '+', 1) }))
    .returning('revision')
    .executeTakeFirstOrThrow();
  return revision;
}

/**
 * Adds papers, or puts them in the place of those with their ids. Where one has an alias that was a paper's own id so far, that paper is
 * gone, and what pointed at it points at the new one.
 *
 * @param now ISO 8601
 */
export async function writePapers(
  transaction: Transaction<Tables>,
  papers: readonly Paper[],
  { revision, now }: { readonly revision: number; readonly now: string },
): Promise<void> {
  const byId = new Map(papers.map((paper) => [paper.id, paper]));
  for (const chunk of chunks([...byId.values()])) await upsertPaperRows(transaction, chunk, revision);
  const byAlias = new Map(papers.flatMap(({ id, aliases }) => aliases.map((alias) => [alias, id])));
  for (const chunk of chunks([...byAlias])) await upsertAliases(transaction, chunk);
  for (
    let replaced = await findReplacedPaper(transaction);
    replaced !== undefined;
    replaced = await findReplacedPaper(transaction)
  ) {
    await redirectReferences(transaction, replaced.id, replaced.paper_id, now);
  }
}

async function upsertPaperRows(db: Transaction<Tables>, papers: readonly Paper[], revision: number): Promise<void> {
  await db
    .insertInto('papers')
    .values(papers.map((paper) => ({ id: paper.id, json: JSON.stringify(paper), revision })))
    .onConflict((conflict) =>
      conflict
        .column('id')
        .doUpdateSet(({ ref }) => ({ json: ref('excluded.json'), revision: ref('excluded.revision') }))
        .whereRef('papers.json', '!=', 'excluded.json'),
    )
    .execute();
  // What is a paper of its own now, stands for no other.
  const ids = papers.map(({ id }) => id);
  await db.deleteFrom('paper_aliases').where('alias', 'in', ids).execute();
}

/** Writes which paper each alias means. */
async function upsertAliases(db: Transaction<Tables>, aliases: readonly (readonly [string, string])[]): Promise<void> {
  await db
    .insertInto('paper_aliases')
    .values(aliases.map(([alias, id]) => ({ alias, paper_id: id })))
    .onConflict((conflict) =>
      conflict.column('alias').doUpdateSet(({ ref }) => ({ paper_id: ref('excluded.paper_id') })),
    )
    .execute();
}

/** A paper whose own id is an alias of another now. They are looked for one by one: the other may be the next. */
function findReplacedPaper(db: Transaction<Tables>): Promise<{ id: string; paper_id: string } | undefined> {
  return db
    .selectFrom('papers')
    .innerJoin('paper_aliases', 'paper_aliases.alias', 'papers.id')
    .select(['papers.id', 'paper_aliases.paper_id'])
    .whereRef('papers.id', '!=', 'paper_aliases.paper_id')
    .executeTakeFirst();
}

/** What pointed at a paper points at another from now on; where it pointed at both, once. */
async function redirectReferences(db: Transaction<Tables>, oldId: string, newId: string, now: string): Promise<void> {
  await db
    .insertInto('shown_papers')
    .columns(['subscription_id', 'paper_id', 'delivery_id'])
    .expression(
      db
        .selectFrom('shown_papers')
        .select(({ val }) => ['subscription_id', val(newId).as('paper_id'), 'delivery_id'])
        .where('paper_id', '=', oldId),
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  await db.deleteFrom('shown_papers').where('paper_id', '=', oldId).execute();
  await db
    .insertInto('saved_papers')
    .columns(['platform', 'tenant', 'person', 'paper_id', 'saved_at'])
    .expression(
      db
        .selectFrom('saved_papers')
        .select(({ val }) => ['platform', 'tenant', 'person', val(newId).as('paper_id'), 'saved_at'])
        .where('paper_id', '=', oldId),
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  await db.deleteFrom('saved_papers').where('paper_id', '=', oldId).execute();
  await reassignDiscussions(db, oldId, newId, now);
  await db.updateTable('paper_aliases').set({ paper_id: newId }).where('paper_id', '=', oldId).execute();
  await db.deleteFrom('papers').where('id', '=', oldId).execute();
}

/**
 * The discussions of a paper are of another from now on, as it turned out to be that one. A channel that discusses both goes on with one
 * (see `byLife`) and the other ends as merged: the one that goes on follows it, unless it follows one already.
 *
 * @param now ISO 8601
 */
export async function reassignDiscussions(
  db: Transaction<Tables>,
  oldId: string,
  newId: string,
  now: string,
): Promise<void> {
  const unended = await db
    .selectFrom('discussions')
    .selectAll()
    .where('paper_id', 'in', [oldId, newId])
    .where('state', '!=', 'ended')
    .execute();
  const channels = groupBy(unended, ({ platform, tenant, channel }) => JSON.stringify([platform, tenant, channel]));
  for (const [kept, merged] of [...channels.values()].map((ofChannel) => ofChannel.sort(compareByLiveliness))) {
    if (kept === undefined || merged === undefined) continue;
    await db.updateTable('discussions').set(endedColumns(now, 'merged')).where('id', '=', merged.id).execute();
    await db
      .updateTable('discussions')
      .set({ follows: merged.id })
      .where('id', '=', kept.id)
      .where('follows', 'is', null)
      .execute();
  }
  await db.updateTable('discussions').set({ paper_id: newId }).where('paper_id', '=', oldId).execute();
}

/** One whose thread is there before one that is opening, then the one with the latest activity, then the one that was opened first. */
function compareByLiveliness(a: DiscussionRow, b: DiscussionRow): number {
  return (
    Number(b.state === 'open') - Number(a.state === 'open') ||
    (b.last_at ?? 0) - (a.last_at ?? 0) ||
    a.opened_at - b.opened_at ||
    compareCodeUnits(a.id, b.id)
  );
}

/** The most items that go into one statement. SQLite takes 32,766 values, PostgreSQL 65,535, and a row has several. */
const MAX_CHUNK_SIZE = 1024;

/**
 * Items in their order, as many at a time as go into one statement: always a power of two. Each number of items is a statement of its
 * own, which is prepared and kept, and so there are few.
 */
export function* chunks<T>(items: readonly T[]): Generator<readonly T[]> {
  for (let start = 0; start < items.length; ) {
    const size = Math.min(MAX_CHUNK_SIZE, 2 ** Math.floor(Math.log2(items.length - start)));
    yield items.slice(start, start + size);
    start += size;
  }
}
