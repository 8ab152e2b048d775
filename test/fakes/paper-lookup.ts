import type { Paper } from '../../src/papers/paper.ts';
import { UserError } from '../../src/runtime/errors.ts';
import { huggingFace } from '../../src/sources/huggingface/index.ts';
import type { PaperComment, PaperLookup } from '../../src/sources/lookup.ts';
import { PAPERS } from '../fixtures/chat/papers.ts';
import { createTestCore, createTester } from './core.ts';

/** What live sources have, and how they answer. A test may change it while it runs. */
export interface LiveScript {
  /** Those that are asked; Hugging Face, unless told. */
  sources?: readonly string[];
  /** Papers that are not here, to be found by their ids. */
  elsewhere?: readonly Paper[];
  /** Papers as the source knows them by now. */
  newer?: readonly Paper[];
  /** What it finds, whatever the words. */
  found?: readonly Paper[];
  comments?: readonly PaperComment[];
  /** The lists of days. */
  days?: Readonly<Record<string, readonly Paper[]>>;
  trending?: { readonly papers: readonly Paper[]; readonly at: string };
  /** Why it gives no answer now, in a sentence. */
  trouble?: string;
}

export interface ScriptedLivePapers extends PaperLookup {
  /** What was asked, in order: "find 2401.12345", "search safe rl", "day 2025-03-05". */
  readonly asked: readonly string[];
}

/** Live sources that answer as they are told, and keep what is found. */
function createScriptedLive(script: LiveScript, keep: (papers: readonly Paper[]) => void): ScriptedLivePapers {
  const asked: string[] = [];
  const ask = (what: string): void => {
    asked.push(what);
    if (script.trouble !== undefined) throw new UserError(script.trouble);
  };
  const { sources: sourceTitles = [huggingFace.title] } = script;
  const named = sourceTitles.includes(huggingFace.title) ? huggingFace : undefined;
  return {
    asked,
    sourceTitles,
    sourceOffering: () => named,
    newestDay: huggingFace.newestDay,
    async fetchPaper(id) {
      ask(`find ${id}`);
      const paper = script.elsewhere?.find((one) => one.id === id);
      if (paper !== undefined) keep([paper]);
      return paper;
    },
    async refreshPaper(paper) {
      asked.push(`fresh ${paper.id}`);
      return script.newer?.find(({ id }) => id === paper.id) ?? paper;
    },
    async search(words, limit) {
      ask(`search ${words}`);
      return (script.found ?? []).slice(0, limit);
    },
    async fetchComments({ id }) {
      ask(`comments ${id}`);
      return script.comments ?? [];
    },
    async ensureDay(day) {
      asked.push(`day ${day}`);
      keep(script.days?.[day] ?? []);
    },
    getTrending: async () => script.trending,
    getSourceStatuses: async () => [],
  };
}

/** Somebody who talks to a core with live sources. */
export function createLiveTester(script: LiveScript = {}, papers: readonly Paper[] = PAPERS) {
  const core = createTestCore(papers);
  const paperLookup = createScriptedLive(script, (found) => {
    core.papers.put(found);
    core.search.put(found);
  });
  return { ...createTester({ ...core, paperLookup }), live: paperLookup };
}
