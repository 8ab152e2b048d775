import type { Paper } from '../papers/paper.ts';
import { engineDocument, haveSameTexts, paperWords } from './document.ts';
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
    forgetAliases(paper);
    entries.delete(id);
  }

  function forgetAliases({ id, aliases: own }: Paper): void {
    for (const alias of own) if (aliases.get(alias) === id) aliases.delete(alias);
  }

  function enter(paper: Paper, words: WordSequence): void {
    entries.set(paper.id, { paper, words });
    for (const alias of paper.aliases) aliases.set(alias, paper.id);
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
      const known = entries.get(paper.id);
      if (known !== undefined && haveSameTexts(known.paper, paper)) {
        // Mostly it is upvotes that change, and to take in the words again would cost a hundred times as much.
        forgetAliases(known.paper);
        enter(paper, known.words);
        return;
      }
      remove(paper.id);
      const words = paperWords(paper);
      engine.add(paper.id, engineDocument(words));
      enter(paper, vocabulary.add([words.title, ...words.rest]));
    },
    remove,
  };
}
