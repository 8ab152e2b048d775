import { setImmediate } from 'node:timers/promises';
import type { Kysely, Transaction } from 'kysely';
import { findAffectedPapers, mergeIntoPapers } from '../../papers/merge.ts';
import { type FullSourceRecord, isLiveRecord, Paper } from '../../papers/paper.ts';
import { compareCodeUnits } from '../../runtime/collections.ts';
import { formatIssue, UserError } from '../../runtime/errors.ts';
import { parseJson } from '../column-values.ts';
import type { Store } from '../database.ts';
import type { Tables } from '../schema.ts';
import { chunks, incrementRevision, lockCorpus, writePapers } from './paper-writes.ts';

interface MergeResult {
  /** The papers of the records, each once, in the order of the records. */
  readonly papers: readonly Paper[];
  readonly added: number;
  readonly changed: number;
  /** The revision of the corpus after the merge. */
  readonly revision: number;
}

/** Parsing this many rows takes about 10 ms. Other work runs in between. */
const READ_BATCH_SIZE = 100;

type Db = Kysely<Tables>;

/**
 * The corpus in the database. Each change has the next revision, without gaps, in the order in which changes become
 * visible. Methods that read throw a UserError for a paper that this version can't read.
 */
export class SqlPaperRepository {
  readonly #store: Store;
  readonly #db: Db;

  constructor(store: Store) {
    this.#store = store;
    this.#db = store.db;
  }

  /** Every paper, by id. */
  all(): Promise<readonly Paper[]> {
    return readAll(this.#db);
  }

  /**
   * Inserts or replaces papers in one transaction, and returns the revision. A stored paper whose id is now an alias is
   * deleted, and everything that refers to it refers to the new paper instead.
   */
  upsert(papers: readonly Paper[]): Promise<number> {
    return this.#db.transaction().execute((transaction) => this.#write(transaction, () => papers));
  }

  /** Upserts what `change` makes of all papers. Nobody else can change papers meanwhile. */
  updateAll(change: (papers: readonly Paper[]) => readonly Paper[]): Promise<number> {
    return this.#db
      .transaction()
      .execute((transaction) => this.#write(transaction, async () => change(await readAll(transaction))));
  }

  /**
   * Merges source records into the papers, in one transaction. The result is the same as that of merging all records
   * ever received. It reads only the papers that live records affect, and writes only those that change.
   */
  merge(records: readonly FullSourceRecord[]): Promise<MergeResult> {
    return this.#db.transaction().execute(async (transaction) => {
      const revisionBefore = await lockCorpus(transaction, this.#store.dialect);
      const affectedPapers = records.every(isLiveRecord)
        ? await findAffectedPapers(records, (ids) => findByIds(transaction, ids))
        : await readAll(transaction);
      const { papers, added, changed } = mergeIntoPapers(affectedPapers, records);
      const revision =
        added.length + changed.length > 0
          ? await this.#write(transaction, () => [...added, ...changed])
          : revisionBefore;
      return { papers, added: added.length, changed: changed.length, revision };
    });
  }

  /**
   * The papers that changed after a revision, and the revision to ask with next time. Papers that were upserted
   * unchanged aren't included. An alias may be the id of a paper that was deleted since.
   */
  async changedSince(revision: number): Promise<{ readonly papers: readonly Paper[]; readonly revision: number }> {
    // The revision first: a paper that changes between the two queries is returned now, and again next time.
    const current = await this.#db.selectFrom('corpus').select('revision').executeTakeFirstOrThrow();
    const rows = await this.#db.selectFrom('papers').select(['id', 'json']).where('revision', '>', revision).execute();
    const papers: Paper[] = [];
    for (let start = 0; start < rows.length; start += READ_BATCH_SIZE) {
      papers.push(...rows.slice(start, start + READ_BATCH_SIZE).map(toPaper));
      await setImmediate();
    }
    return { papers: papers.sort(compareIds), revision: current.revision };
  }

  async count(): Promise<number> {
    const { count } = await this.#db
      .selectFrom('papers')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow();
    return count;
  }

  /** The paper with this id or alias. */
  async resolve(id: string): Promise<Paper | undefined> {
    const [paper] = await findByIds(this.#db, [id]);
    return paper;
  }

  /** Loads papers only once the corpus is locked. */
  async #write(
    transaction: Transaction<Tables>,
    load: () => readonly Paper[] | Promise<readonly Paper[]>,
  ): Promise<number> {
    const revision = await incrementRevision(transaction);
    await writePapers(transaction, await load(), { revision, now: this.#store.now().toISOString() });
    return revision;
  }
}

async function readAll(db: Db): Promise<readonly Paper[]> {
  const rows = await db.selectFrom('papers').select(['id', 'json']).execute();
  return rows.map(toPaper).sort(compareIds);
}

/** The papers with one of these ids or aliases. */
async function findByIds(db: Db, ids: readonly string[]): Promise<Paper[]> {
  const found: Paper[] = [];
  for (const chunk of chunks(ids)) {
    const rows = await db
      .selectFrom('papers')
      .select(['id', 'json'])
      .where((paper) =>
        paper.or([
          paper('id', 'in', chunk),
          paper('id', 'in', paper.selectFrom('paper_aliases').select('paper_id').where('alias', 'in', chunk)),
        ]),
      )
      .execute();
    found.push(...rows.map(toPaper));
  }
  return found;
}

function compareIds(a: Paper, b: Paper): number {
  return compareCodeUnits(a.id, b.id);
}

function toPaper({ id, json }: { readonly id: string; readonly json: string }): Paper {
  const paper = Paper.safeParse(parseJson(json));
  if (paper.success) return paper.data;
  const firstIssue = paper.error.issues.slice(0, 1).map(formatIssue);
  throw new UserError(
    `This version of Paperboy can't read a paper in the database (${id}: ${firstIssue}). Start the version that wrote it.`,
  );
}
