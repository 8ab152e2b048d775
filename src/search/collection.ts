import { isDeepStrictEqual } from 'node:util';
import type { Paper } from '../papers/paper.ts';
import { texToText } from '../text/tex/index.ts';
import { analyze, findCompounds, type Token } from './analyzer.ts';
import type { EngineDocument, SearchEngine } from './engine.ts';
import { containsPhrase, createVocabulary, type Vocabulary, type WordSequence } from './vocabulary.ts';

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

/** The words of a paper, part by part: no phrase reaches from one part into the next. */
export interface PaperTokens {
  readonly title: readonly Token[];
  /** Abstract, keywords, authors, organization. */
  readonly otherFields: readonly (readonly Token[])[];
}

type SearchableFields = Pick<Paper, 'title' | 'abstract' | 'keywords' | 'authors' | 'organization'>;

/** What of a paper is searched, and in which parts. */
export function tokenizePaper(paper: SearchableFields): PaperTokens {
  const { organization } = paper;
  return {
    title: analyze(texToText(paper.title)),
    otherFields: [
      analyze(texToText(paper.abstract)),
      ...[...paper.keywords, ...(paper.authors ?? [])].map(analyze),
      ...(organization ? [analyze(organization.name), analyze(organization.slug)] : []),
    ],
  };
}

/** Whether two papers say the same in all that is searched: then they have the same words. */
function hasSameText(a: SearchableFields, b: SearchableFields): boolean {
  return isDeepStrictEqual(searchableTexts(a), searchableTexts(b));
}

function searchableTexts({
  title,
  abstract,
  keywords,
  authors,
  organization,
}: SearchableFields): SearchableFields[keyof SearchableFields][] {
  return [title, abstract, keywords, authors, organization];
}

/** The terms that the engine is given for these words. */
function toEngineDocument({ title, otherFields }: PaperTokens): EngineDocument {
  const titleTerms = indexTerms(title);
  return { title: titleTerms, all: [...titleTerms, ...otherFields.flatMap(indexTerms)] };
}

function indexTerms(tokens: readonly Token[]): string[] {
  return [...tokens, ...findCompounds(tokens)].map(({ stem }) => stem);
}
