import { sql, type Transaction } from 'kysely';
import type { Paper } from '../../papers/paper.ts';
import { compareCodeUnits, groupBy } from '../../runtime/collections.ts';
import type { Dialect, DiscussionRow, Tables } from '../schema.ts';
import { endedColumns } from './discussion-rows.ts';

/**
 * Locks the corpus until the transaction ends, so that papers don't change after they were read. Returns its revision.
 * SQLite has a single writer anyway.
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
 * Locks the corpus and returns its next revision. Must come before the first write, so that revisions become visible in
 * order.
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
 * Inserts or replaces papers. A stored paper whose id is now an alias is deleted, and references to it are redirected.
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
  // The id of a paper can't be an alias.
  const ids = papers.map(({ id }) => id);
  await db.deleteFrom('paper_aliases').where('alias', 'in', ids).execute();
}

async function upsertAliases(db: Transaction<Tables>, aliases: readonly (readonly [string, string])[]): Promise<void> {
  await db
    .insertInto('paper_aliases')
    .values(aliases.map(([alias, id]) => ({ alias, paper_id: id })))
    .onConflict((conflict) =>
      conflict.column('alias').doUpdateSet(({ ref }) => ({ paper_id: ref('excluded.paper_id') })),
    )
    .execute();
}

/** A paper whose id is now an alias of another paper, which may be the next one to be replaced. */
function findReplacedPaper(db: Transaction<Tables>): Promise<{ id: string; paper_id: string } | undefined> {
  return db
    .selectFrom('papers')
    .innerJoin('paper_aliases', 'paper_aliases.alias', 'papers.id')
    .select(['papers.id', 'paper_aliases.paper_id'])
    .whereRef('papers.id', '!=', 'paper_aliases.paper_id')
    .executeTakeFirst();
}

/** Redirects references from one paper to another, without duplicates. */
async function redirectReferences(db: Transaction<Tables>, oldId: string, newId: string, now: string): Promise<void> {
  await sql`
    insert into shown_papers (subscription_id, paper_id, delivery_id)
    select subscription_id, ${newId}, delivery_id from shown_papers where paper_id = ${oldId}
    on conflict do nothing`.execute(db);
  await sql`
    insert into saved_papers (platform, tenant, person, paper_id, saved_at)
    select platform, tenant, person, ${newId}, saved_at from saved_papers where paper_id = ${oldId}
    on conflict do nothing`.execute(db);
  await db.deleteFrom('shown_papers').where('paper_id', '=', oldId).execute();
  await db.deleteFrom('saved_papers').where('paper_id', '=', oldId).execute();
  await reassignDiscussions(db, oldId, newId, now);
  await db.updateTable('paper_aliases').set({ paper_id: newId }).where('paper_id', '=', oldId).execute();
  await db.deleteFrom('papers').where('id', '=', oldId).execute();
}

/**
 * Moves the discussions of a paper to another. In a channel that discusses both, the livelier one stays and follows the
 * other, which ends as merged.
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

/** Open before opening, then the latest activity first, then the oldest first. */
function compareByLiveliness(a: DiscussionRow, b: DiscussionRow): number {
  return (
    Number(b.state === 'open') - Number(a.state === 'open') ||
    (b.last_at ?? 0) - (a.last_at ?? 0) ||
    a.opened_at - b.opened_at ||
    compareCodeUnits(a.id, b.id)
  );
}

/** In items. A statement can have 32,766 values in SQLite and 65,535 in PostgreSQL, and a row has several. */
const MAX_CHUNK_SIZE = 1024;

/**
 * Splits items into chunks for one statement each. Their sizes are powers of two, as every size is another prepared
 * statement in the cache.
 */
export function* chunks<T>(items: readonly T[]): Generator<readonly T[]> {
  for (let start = 0; start < items.length; ) {
    const size = Math.min(MAX_CHUNK_SIZE, 2 ** Math.floor(Math.log2(items.length - start)));
    yield items.slice(start, start + size);
    start += size;
  }
}
