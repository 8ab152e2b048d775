import type { Paper } from '../papers/paper.ts';
import { hasSameText, toEngineDocument, tokenizePaper } from './document.ts';
import type { SearchEngine } from './engine.ts';
import { createVocabulary, type Vocabulary } from './vocabulary.ts';
import { containsPhrase, type WordSequence } from './word-sequence.ts';

/** A paper as it is searched. */
export interface IndexedPaper {
  readonly paper: Paper;
  readonly sequence: WordSequence;
}

/** The papers with everything that is kept of their words, all of it in step. */
export interface PaperCollection {
  readonly engine: Pick<SearchEngine, 'rank'>;
  readonly vocabulary: Vocabulary;
  readonly entries: ReadonlyMap<string, IndexedPaper>;
  /** The paper with this id, or with this alias. */
  lookUp(id: string): IndexedPaper | undefined;
  /** Whether two words stand next to each other in some paper. */
  hasBigram(stem: string, next: string): boolean;
  put(paper: Paper): void;
  remove(id: string): void;
}

/** An empty collection on this engine. */
export function createCollection(engine: SearchEngine): PaperCollection {
  const vocabulary = createVocabulary();
  const entries = new Map<string, IndexedPaper>();
  const aliases = new Map<string, string>();

  function remove(id: string): void {
    const paper = entries.get(id)?.paper;
    if (paper === undefined) return;
    const words = tokenizePaper(paper);
    engine.remove(id, toEngineDocument(words));
    vocabulary.remove([words.title, ...words.otherFields]);
    forgetAliases(paper);
    entries.delete(id);
  }

  function forgetAliases({ id, aliases: own }: Paper): void {
    for (const alias of own) if (aliases.get(alias) === id) aliases.delete(alias);
  }

  function storeEntry(paper: Paper, sequence: WordSequence): void {
    entries.set(paper.id, { paper, sequence });
    for (const alias of paper.aliases) aliases.set(alias, paper.id);
  }

  return {
    engine,
    vocabulary,
    entries,
    lookUp: (id) => entries.get(id) ?? entries.get(aliases.get(id) ?? ''),
    hasBigram(stem, next) {
      const pair = [vocabulary.termId(stem), vocabulary.termId(next)];
      const known = pair.filter((number) => number !== undefined);
      return known.length === 2 && [...entries.values()].some(({ sequence }) => containsPhrase(sequence, known));
    },
    put(paper) {
      const known = entries.get(paper.id);
      if (known !== undefined && hasSameText(known.paper, paper)) {
        // Mostly it is upvotes that change, and to take in the words again would cost a hundred times as much.
        forgetAliases(known.paper);
        storeEntry(paper, known.sequence);
        return;
      }
      remove(paper.id);
      const words = tokenizePaper(paper);
      engine.add(paper.id, toEngineDocument(words));
      storeEntry(paper, vocabulary.add([words.title, ...words.otherFields]));
    },
    remove,
  };
}
