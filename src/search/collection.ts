import type { Paper } from '../papers/paper.ts';
import { engineDocument, paperWords } from './document.ts';
import type { Engine } from './engine.ts';
import { createVocabulary, type Vocabulary } from './vocabulary.ts';
import { holds, type WordSequence } from './word-sequence.ts';

/** A paper as it is searched. */
export interface Entry {
  readonly paper: Paper;
  readonly words: WordSequence;
}

/** The papers with everything that is kept of their words, all of it in step. */
export interface Collection {
  readonly engine: Pick<Engine, 'rank'>;
  readonly vocabulary: Vocabulary;
  readonly entries: ReadonlyMap<string, Entry>;
  /** The paper with this id, or with this alias. */
  lookUp(id: string): Entry | undefined;
  /** Whether two words stand next to each other in some paper. */
  neighbours(stem: string, next: string): boolean;
  put(paper: Paper): void;
  remove(id: string): void;
}

/** An empty collection on this engine. */
export function createCollection(engine: Engine): Collection {
  const vocabulary = createVocabulary();
  const entries = new Map<string, Entry>();
  const aliases = new Map<string, string>();

  function remove(id: string): void {
    const paper = entries.get(id)?.paper;
    if (paper === undefined) return;
    const words = paperWords(paper);
    engine.remove(id, engineDocument(words));
    vocabulary.remove([words.title, ...words.rest]);
    for (const alias of paper.aliases) if (aliases.get(alias) === id) aliases.delete(alias);
    entries.delete(id);
  }

  return {
    engine,
    vocabulary,
    entries,
    lookUp: (id) => entries.get(id) ?? entries.get(aliases.get(id) ?? ''),
    neighbours(stem, next) {
      const pair = [vocabulary.numberOf(stem), vocabulary.numberOf(next)];
      const known = pair.filter((number) => number !== undefined);
      return known.length === 2 && [...entries.values()].some(({ words }) => holds(words, known));
    },
    put(paper) {
      remove(paper.id);
      const words = paperWords(paper);
      const parts = [words.title, ...words.rest];
      engine.add(paper.id, engineDocument(words));
      entries.set(paper.id, { paper, words: vocabulary.add(parts) });
      for (const alias of paper.aliases) aliases.set(alias, paper.id);
    },
    remove,
  };
}
