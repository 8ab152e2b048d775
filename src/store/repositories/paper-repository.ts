import { setImmediate } from 'node:timers/promises';
import type { Kysely, Transaction } from 'kysely';
import { findAffectedPapers, mergeIntoPapers } from '../../papers/merge.ts';
import { type FullSourceRecord, isLiveRecord, Paper } from '../../papers/paper.ts';
import { compareCodeUnits } from '../../runtime/collections.ts';
import { formatIssue, UserError } from '../../runtime/errors.ts';
import type { Store } from '../database.ts';
import type { Tables } from '../schema.ts';
import { chunks, incrementRevision, lockCorpus, writePapers } from './paper-writes.ts';

/** The corpus in the database. Each change of it has the next revision, without gaps, in the order in which they can be seen. */
export interface PaperRepository {
  /** Every paper, by id. */
  all(): Promise<readonly Paper[]>;
  /**
   * Adds papers, or puts them in the place of those with their ids, in one transaction. Where one has an alias that was a paper's own id
   * so far, that paper is gone, and what showed, saved or discussed it means the new one. Gives the corpus's revision then.
   */
  upsert(papers: readonly Paper[]): Promise<number>;
  /** The same with what is made of all papers, which nobody else changes meanwhile. */
  updateAll(change: (papers: readonly Paper[]) => readonly Paper[]): Promise<number>;
  /**
   * Takes in what sources say: afterwards the papers are what all that was ever said settles to. It is one transaction, which reads no more
   * than the papers that the sightings of live sources touch, writes those alone that are not as they were, and where none is, is no
   * change.
   */
  merge(records: readonly FullSourceRecord[]): Promise<MergeResult>;
  /**
   * The papers that came or changed after a revision, and the revision up to which that is so: the next one to ask with. What was put
   * again unchanged is not among them. An alias of theirs may be a paper that is gone.
   */
  changedSince(revision: number): Promise<{ readonly papers: readonly Paper[]; readonly revision: number }>;
  count(): Promise<number>;
  /** The paper with an id, be it one that the paper had once. */
  resolve(id: string): Promise<Paper | undefined>;
}

/** What a merge came to. */
interface MergeResult {
  /** The papers that the sightings are of, each once, in the order in which the sightings came. */
  readonly papers: readonly Paper[];
  /** How many papers came, and how many became others than they were. */
  readonly added: number;
  readonly changed: number;
  /** Of the corpus, then. */
  readonly revision: number;
}

/** Rows are read so many at a time, some 10 ms, and others answer in between. */
const READ_BATCH_SIZE = 100;

/** All that read throw a UserError for a paper that this version of Paperboy does not know how to read. */
export function createPaperRepository({ db, dialect, now }: Store): PaperRepository {
  const writeRevision = async (
    transaction: Transaction<Tables>,
    loadPapers: () => readonly Paper[] | Promise<readonly Paper[]>,
  ): Promise<number> => {
    const revision = await incrementRevision(transaction);
    await writePapers(transaction, await loadPapers(), { revision, now: now().toISOString() });
    return revision;
  };

  const merge = async (
    transaction: Transaction<Tables>,
    records: readonly FullSourceRecord[],
  ): Promise<MergeResult> => {
    const revisionBefore = await lockCorpus(transaction, dialect);
    const affectedPapers = records.every(isLiveRecord)
      ? await findAffectedPapers(records, (ids) => findPapersById(transaction, ids))
      : await readAllPapers(transaction);
    const { papers, added, changed } = mergeIntoPapers(affectedPapers, records);
    const isChange = added.length + changed.length > 0;
    const revision = isChange ? await writeRevision(transaction, () => [...added, ...changed]) : revisionBefore;
    return { papers, added: added.length, changed: changed.length, revision };
  };

  return {
    all: () => readAllPapers(db),

    upsert: (papers) => db.transaction().execute((transaction) => writeRevision(transaction, () => papers)),

    updateAll: (change) =>
      db
        .transaction()
        .execute((transaction) => writeRevision(transaction, async () => change(await readAllPapers(transaction)))),

    merge: (records) => db.transaction().execute((transaction) => merge(transaction, records)),

    async changedSince(revision) {
      // The revision first: what is put between the two is given now, and once more next time.
      const current = await db.selectFrom('corpus').select('revision').executeTakeFirstOrThrow();
      const rows = await db.selectFrom('papers').select(['id', 'json']).where('revision', '>', revision).execute();
      const papers: Paper[] = [];
      for (let start = 0; start < rows.length; start += READ_BATCH_SIZE) {
        papers.push(...rows.slice(start, start + READ_BATCH_SIZE).map(toPaper));
        await setImmediate();
      }
      return { papers: papers.sort((a, b) => compareCodeUnits(a.id, b.id)), revision: current.revision };
    },

    async count() {
      const { count } = await db
        .selectFrom('papers')
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow();
      return count;
    },

    async resolve(id) {
      const [paper] = await findPapersById(db, [id]);
      return paper;
    },
  };
}

async function readAllPapers(db: Kysely<Tables>): Promise<readonly Paper[]> {
  const rows = await db.selectFrom('papers').select(['id', 'json']).execute();
  return rows.map(toPaper).sort((a, b) => compareCodeUnits(a.id, b.id));
}

/** The papers that have one of these ids as their own or as an alias. */
async function findPapersById(db: Kysely<Tables>, ids: readonly string[]): Promise<Paper[]> {
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

function toPaper({ id, json }: { readonly id: string; readonly json: string }): Paper {
  const paper = Paper.safeParse(JSON.parse(json));
  if (paper.success) return paper.data;
  const firstIssue = paper.error.issues.slice(0, 1).map(formatIssue);
  throw new UserError(
    `The database holds a paper that this version of Paperboy can't read (${id}: ${firstIssue}). Start the version that wrote it.`,
  );
}
