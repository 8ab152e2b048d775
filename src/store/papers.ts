import type { Kysely, Transaction } from 'kysely';
import { compare } from '../compare.ts';
import { UserError } from '../errors.ts';
import { issueInWords } from '../issue-in-words.ts';
import { Paper } from '../papers/paper.ts';
import type { Store } from './database.ts';
import type { Tables } from './tables.ts';

/** The corpus in the database. Each change of it has the next revision, without gaps, in the order in which they can be seen. */
export interface PaperStore {
  /** Every paper, by id. */
  all(): Promise<readonly Paper[]>;
  /**
   * Adds papers, or puts them in the place of those with their ids, in one transaction. Where one has an alias that was a paper's own id
   * so far, that paper is gone, and what showed or saved it means the new one. Gives the corpus's revision then.
   */
  put(papers: readonly Paper[]): Promise<number>;
  /** The same with what is made of all papers, which nobody else changes meanwhile. */
  change(change: (papers: readonly Paper[]) => readonly Paper[]): Promise<number>;
  /**
   * The papers that came or changed after a revision, and the revision up to which that is so: the next one to ask with. What was put
   * again unchanged is not among them. An alias of theirs may be a paper that is gone.
   */
  changedSince(revision: number): Promise<{ readonly papers: readonly Paper[]; readonly revision: number }>;
  count(): Promise<number>;
  /** The paper with an id, be it one that the paper had once. */
  resolve(id: string): Promise<Paper | undefined>;
}

/** How many go into one statement. SQLite takes 32,766 values, PostgreSQL 65,535. */
const CHUNK = 1000;

/** All that read throw a UserError for a paper that this version of Paperboy does not know how to read. */
export function createPaperStore({ db }: Store): PaperStore {
  return {
    all: () => allPapers(db),

    put: (papers) => db.transaction().execute((transaction) => changePapers(transaction, () => papers)),

    change: (change) =>
      db
        .transaction()
        .execute((transaction) => changePapers(transaction, async () => change(await allPapers(transaction)))),

    async changedSince(revision) {
      // The revision first: what is put between the two is given now, and once more next time.
      const current = await db.selectFrom('corpus').select('revision').executeTakeFirstOrThrow();
      const rows = await db.selectFrom('papers').select(['id', 'json']).where('revision', '>', revision).execute();
      return { papers: rows.map(toPaper).sort((a, b) => compare(a.id, b.id)), revision: current.revision };
    },

    async count() {
      const { count } = await db
        .selectFrom('papers')
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow();
      return count;
    },

    async resolve(id) {
      const row = await db
        .selectFrom('papers')
        .select(['id', 'json'])
        .where((paper) =>
          paper.or([
            paper('id', '=', id),
            paper('id', '=', paper.selectFrom('paper_aliases').select('paper_id').where('alias', '=', id)),
          ]),
        )
        .executeTakeFirst();
      return row && toPaper(row);
    },
  };
}

async function allPapers(db: Kysely<Tables>): Promise<readonly Paper[]> {
  const rows = await db.selectFrom('papers').select(['id', 'json']).execute();
  return rows.map(toPaper).sort((a, b) => compare(a.id, b.id));
}

async function changePapers(
  transaction: Transaction<Tables>,
  changed: () => readonly Paper[] | Promise<readonly Paper[]>,
): Promise<number> {
  // First: this row is what writers wait for each other at, so that a revision is never seen before a smaller one.
  const { revision } = await transaction
    .updateTable('corpus')
    .set((corpus) => ({ revision: corpus('revision', '+', 1) }))
    .returning('revision')
    .executeTakeFirstOrThrow();
  const papers = await changed();
  const byId = new Map(papers.map((paper) => [paper.id, paper]));
  for (const chunk of chunks([...byId.values()])) await write(transaction, chunk, revision);
  const byAlias = new Map(papers.flatMap(({ id, aliases }) => aliases.map((alias) => [alias, id])));
  for (const chunk of chunks([...byAlias])) await name(transaction, chunk);
  for (let gone = await replaced(transaction); gone !== undefined; gone = await replaced(transaction)) {
    await become(transaction, gone.id, gone.paper_id);
  }
  return revision;
}

async function write(db: Transaction<Tables>, papers: readonly Paper[], revision: number): Promise<void> {
  await db
    .insertInto('papers')
    .values(papers.map((paper) => ({ id: paper.id, json: JSON.stringify(paper), revision })))
    .onConflict((known) =>
      known
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
async function name(db: Transaction<Tables>, aliases: readonly (readonly [string, string])[]): Promise<void> {
  await db
    .insertInto('paper_aliases')
    .values(aliases.map(([alias, id]) => ({ alias, paper_id: id })))
    .onConflict((known) => known.column('alias').doUpdateSet(({ ref }) => ({ paper_id: ref('excluded.paper_id') })))
    .execute();
}

/** A paper whose own id is an alias of another now. They are looked for one by one: the other may be the next. */
function replaced(db: Transaction<Tables>): Promise<{ id: string; paper_id: string } | undefined> {
  return db
    .selectFrom('papers')
    .innerJoin('paper_aliases', 'paper_aliases.alias', 'papers.id')
    .select(['papers.id', 'paper_aliases.paper_id'])
    .whereRef('papers.id', '!=', 'paper_aliases.paper_id')
    .executeTakeFirst();
}

/** What pointed at a paper points at another from now on; where it pointed at both, once. */
async function become(db: Transaction<Tables>, oldId: string, newId: string): Promise<void> {
  await db
    .insertInto('shown_papers')
    .columns(['subscription_id', 'paper_id', 'delivery_id'])
    .expression(
      db
        .selectFrom('shown_papers')
        .select(({ val }) => ['subscription_id', val(newId).as('paper_id'), 'delivery_id'])
        .where('paper_id', '=', oldId),
    )
    .onConflict((known) => known.doNothing())
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
    .onConflict((known) => known.doNothing())
    .execute();
  await db.deleteFrom('saved_papers').where('paper_id', '=', oldId).execute();
  await db.updateTable('paper_aliases').set({ paper_id: newId }).where('paper_id', '=', oldId).execute();
  await db.deleteFrom('papers').where('id', '=', oldId).execute();
}

function toPaper({ id, json }: { readonly id: string; readonly json: string }): Paper {
  const paper = Paper.safeParse(JSON.parse(json));
  if (paper.success) return paper.data;
  const wrong = paper.error.issues.slice(0, 1).map(issueInWords);
  throw new UserError(
    `The database holds a paper that this version of Paperboy can't read (${id}: ${wrong}). Start the version that wrote it.`,
  );
}

function* chunks<T>(items: readonly T[]): Generator<readonly T[]> {
  for (let start = 0; start < items.length; start += CHUNK) yield items.slice(start, start + CHUNK);
}
