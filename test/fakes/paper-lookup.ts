import type { Paper } from '../../src/papers/paper.ts';
import { UserError } from '../../src/runtime/errors.ts';
import { huggingFace } from '../../src/sources/huggingface/index.ts';
import type { PaperComment, PaperLookup } from '../../src/sources/lookup.ts';
import { PAPERS } from '../fixtures/chat/papers.ts';
import { createTestCore, createTester } from './core.ts';

/** What the live sources have. A test may change it while it runs. */
export interface LookupScript {
  /** The titles of the configured sources. Default: Hugging Face. */
  sources?: readonly string[];
  /** Papers that aren't stored yet. */
  remotePapers?: readonly Paper[];
  /** Newer versions of stored papers. */
  updatedPapers?: readonly Paper[];
  /** For any query. */
  searchResults?: readonly Paper[];
  comments?: readonly PaperComment[];
  /** Listings by day. */
  days?: Readonly<Record<string, readonly Paper[]>>;
  trending?: { readonly papers: readonly Paper[]; readonly at: string };
  /** The message of the `UserError` that fetching a paper, searching and loading comments throws. */
  error?: string;
}

interface ScriptedPaperLookup extends PaperLookup {
  /** In order: "fetch 2401.12345", "search safe rl", "day 2025-03-05". */
  readonly requests: readonly string[];
}

function createScriptedLookup(script: LookupScript, store: (papers: readonly Paper[]) => void): ScriptedPaperLookup {
  const requests: string[] = [];
  const request = (description: string): void => {
    requests.push(description);
    if (script.error !== undefined) throw new UserError(script.error);
  };
  const { sources: sourceTitles = [huggingFace.title] } = script;
  const source = sourceTitles.includes(huggingFace.title) ? huggingFace : undefined;
  return {
    requests,
    sourceTitles,
    sourceOffering: () => source,
    newestDay: huggingFace.newestDay,
    async fetchPaper(id) {
      request(`fetch ${id}`);
      const paper = script.remotePapers?.find((one) => one.id === id);
      if (paper !== undefined) store([paper]);
      return paper;
    },
    async refreshPaper(paper) {
      requests.push(`refresh ${paper.id}`);
      return script.updatedPapers?.find(({ id }) => id === paper.id) ?? paper;
    },
    async search(query, limit) {
      request(`search ${query}`);
      return (script.searchResults ?? []).slice(0, limit);
    },
    async fetchComments({ id }) {
      request(`comments ${id}`);
      return script.comments ?? [];
    },
    async ensureDay(day) {
      requests.push(`day ${day}`);
      store(script.days?.[day] ?? []);
    },
    getTrending: async () => script.trending,
    getSourceStatuses: async () => [],
  };
}

/** A tester (`createTester`) with live sources. */
export function createLookupTester(script: LookupScript = {}, papers: readonly Paper[] = PAPERS) {
  const core = createTestCore(papers);
  const paperLookup = createScriptedLookup(script, (found) => {
    core.papers.put(found);
    core.search.put(found);
  });
  return { ...createTester({ ...core, paperLookup }), lookup: paperLookup };
}
