import type { Log } from '../../log.ts';
import { arxivId } from '../../papers/identity.ts';
import type { FullSighting, Paper } from '../../papers/paper.ts';
import type { Papers } from '../../papers/papers.ts';
import { settle } from '../../papers/settle.ts';
import type { TellRefused } from '../refresh/refused-entries.ts';
import { rhythmOf } from '../refresh/rhythm.ts';
import { type PaperKeeper, takePart } from '../refresh/take-part.ts';
import { createAsker } from './asker.ts';
import type { LivePapers } from './live-papers.ts';
import { createSeldom } from './seldom.ts';
import type { Asking, LiveSource } from './source.ts';
import { type SourceLedger, type SourcePart, TRENDING } from './source-ledger.ts';
import { sourceTrouble, type Trouble } from './source-trouble.ts';

interface Dependencies {
  /** Each behind its circuit. */
  readonly sources: readonly LiveSource[];
  readonly ledger: SourceLedger;
  readonly store: PaperKeeper;
  /** The papers in memory, which take in what has changed in the store. */
  readonly library: { refresh(): Promise<void> };
  readonly papers: Papers;
  readonly tellRefused: TellRefused;
  readonly now: () => Date;
  readonly log: Log;
  /** Aborted once nothing can be kept any more. */
  readonly closing: AbortSignal;
  readonly patienceMs?: number;
}

const PATIENCE_MS = 2000;
/** Somebody who waits goes before the refresh; what they no longer wait for is kept if it comes by then. */
const WITHIN_MS = 10_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** What a source says of one paper changes slowly. */
const FRESH_MS = 6 * HOUR_MS;
/** A list that could not be had is not asked for again on each call. */
const AGAIN_MS = 10 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Asks the sources on behalf of commands. An answer that comes too late for whoever asked is kept all the same. */
export function createLivePapers(dependencies: Dependencies): LivePapers {
  const { ledger, store, library, papers, tellRefused, now, log, closing, patienceMs = PATIENCE_MS } = dependencies;
  const sources = dependencies.sources.toSorted((a, b) => rankOf(a) - rankOf(b));
  const [first] = sources;
  const sites = sources.filter(({ title }, at) => sources.findIndex((one) => one.title === title) === at);
  const { ask } = createAsker({ log, patienceMs, closing });
  const seldom = createSeldom(now);
  const asking: Asking = { withinMs: WITHIN_MS, signal: closing };

  const troubled = async (source: LiveSource, trouble: Trouble, instead: string) =>
    sourceTrouble(source, trouble, await ledger.standing(source.name), instead);

  /** For what never throws: a command goes on with what is here. */
  const quietly = (work: Promise<void>): Promise<void> =>
    work.catch((error: unknown) => {
      if (!closing.aborted) log.error({ err: error }, 'the sources could not be asked');
    });

  const takePaper = async (source: LiveSource, id: string): Promise<Paper | undefined> => {
    const sighting = await source.paper(id, asking);
    if (sighting === undefined || closing.aborted) return undefined;
    await store.merge([sighting]);
    await library.refresh();
    return papers.get(sighting.id ?? id);
  };

  /** The paper from the first source that has it, and which sources gave no answer before that. */
  const askForPaper = async (id: string) => {
    const troubles: { readonly source: LiveSource; readonly trouble: Trouble }[] = [];
    for (const source of sites) {
      const asked = await ask(`paper ${source.name} ${id}`, () => takePaper(source, id));
      if (asked.kind !== 'answer') troubles.push({ source, trouble: asked });
      else if (asked.value !== undefined) return { paper: asked.value, troubles };
    }
    return { paper: undefined, troubles };
  };

  /** Asks for a list that nobody asked for yet, or not lately. */
  const askForPart = async (source: LiveSource, part: string): Promise<void> => {
    if (!seldom.claim(`part ${source.name} ${part}`, AGAIN_MS)) return;
    await ask(`part ${source.name} ${part}`, async () => {
      const taken = await takePart(source, part, { ledger, store, now, asking });
      if (taken.kind !== 'listed') return;
      tellRefused(source.name, part, taken.refused);
      await library.refresh();
    });
  };

  const isOfToday = (part: SourcePart | undefined): part is SourcePart =>
    part !== undefined && now().getTime() - Date.parse(part.at) < DAY_MS;

  return {
    sources: sites.map(({ title }) => title),

    async find(id) {
      const { paper, troubles } = await askForPaper(id);
      const [one] = troubles;
      if (paper !== undefined || one === undefined) return paper;
      throw await troubled(one.source, one.trouble, `The paper itself is at https://arxiv.org/abs/${id}`);
    },

    async fresh(paper) {
      const id = arxivId(paper.id);
      if (id === undefined || !seldom.claim(`fresh ${id}`, FRESH_MS)) return paper;
      await quietly(
        askForPaper(id).then(({ troubles }) => {
          // One that is late is kept when it comes; one that failed can be asked again.
          if (troubles.some(({ trouble }) => trouble.kind === 'failed')) seldom.forget(`fresh ${id}`);
        }),
      );
      return papers.get(paper.id) ?? paper;
    },

    async search(words, limit) {
      if (first === undefined) return [];
      const asked = await ask(`search ${limit} ${words}`, () => first.search(words, limit, asking));
      if (asked.kind !== 'answer') {
        throw await troubled(first, asked, 'What is here already is found with /papers search.');
      }
      return asked.value.kind === 'listed' ? inOrder(asked.value.sightings, papers).slice(0, limit) : [];
    },

    async comments(paper) {
      const id = arxivId(paper.id);
      if (first === undefined || id === undefined) return [];
      const asked = await ask(`comments ${id}`, () => first.comments(id, asking));
      if (asked.kind === 'answer') return asked.value;
      throw await troubled(first, asked, `The comments are at https://huggingface.co/papers/${id}`);
    },

    async day(day) {
      const asked = sources.map(async (source) => {
        if (day < source.firstDay || day > source.newestDay(now())) return;
        const known = await ledger.part(source.name, day);
        if (known === undefined || known.paperIds.length === 0) await askForPart(source, day);
      });
      await Promise.all(asked.map(quietly));
    },

    async trending() {
      const source = sources.find(({ name }) => rhythmOf(name).trendingEveryMs !== undefined);
      if (source === undefined) return undefined;
      try {
        if (!isOfToday(await ledger.part(source.name, TRENDING))) await askForPart(source, TRENDING);
        const part = await ledger.part(source.name, TRENDING);
        if (!isOfToday(part)) return undefined;
        return { papers: part.paperIds.flatMap((id) => papers.get(id) ?? []), at: part.at };
      } catch (error) {
        log.error({ err: error }, 'what is trending could not be read');
        return undefined;
      }
    },

    standings: () => Promise.all(sources.map(({ name }) => ledger.standing(name))),
  };
}

/** Hugging Face knows more about a paper than arXiv does: its votes, its comments, what belongs to it. */
function rankOf({ name }: LiveSource): number {
  return name === 'huggingface' ? 0 : 1;
}

/** The papers that sightings speak of, in their order: as they are here, else as the source has them. */
function inOrder(sightings: readonly FullSighting[], papers: Papers): Paper[] {
  const byId = new Map(settle(sightings).papers.map((paper) => [paper.id, paper]));
  const ids = [...new Set(sightings.flatMap(({ id }) => id ?? []))];
  return ids.flatMap((id) => papers.get(id) ?? byId.get(id) ?? []);
}
