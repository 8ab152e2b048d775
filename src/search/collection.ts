import { isDeepStrictEqual } from 'node:util';
import type { Paper } from '../papers/paper.ts';
import { texToText } from '../text/tex/index.ts';
import { analyze, findCompounds, type Token } from './analyzer.ts';
import type { EngineDocument, SearchEngine } from './engine.ts';
import { containsPhrase, Vocabulary, type WordSequence } from './vocabulary.ts';

export interface IndexedPaper {
  readonly paper: Paper;
  readonly sequence: WordSequence;
}

/** The indexed papers, with the engine and the vocabulary kept in sync. */
export class PaperCollection {
  readonly engine: SearchEngine;
  readonly vocabulary = new Vocabulary();
  readonly #entries = new Map<string, IndexedPaper>();
  readonly #aliases = new Map<string, string>();

  constructor(engine: SearchEngine) {
    this.engine = engine;
  }

  get entries(): ReadonlyMap<string, IndexedPaper> {
    return this.#entries;
  }

  /** Finds a paper by id or alias. */
  lookUp(id: string): IndexedPaper | undefined {
    return this.#entries.get(id) ?? this.#entries.get(this.#aliases.get(id) ?? '');
  }

  /** Whether some paper has two stems next to each other. */
  hasBigram(stem: string, next: string): boolean {
    const [first, second] = [this.vocabulary.termId(stem), this.vocabulary.termId(next)];
    if (first === undefined || second === undefined) return false;
    return [...this.#entries.values()].some(({ sequence }) => containsPhrase(sequence, [first, second]));
  }

  put(paper: Paper): void {
    const known = this.#entries.get(paper.id);
    if (known !== undefined && isDeepStrictEqual(searchableFields(known.paper), searchableFields(paper))) {
      // Usually only upvotes change, and indexing takes a hundred times as long.
      this.#removeAliases(known.paper);
      this.#store(paper, known.sequence);
      return;
    }
    this.remove(paper.id);
    const tokens = tokenizePaper(paper);
    this.engine.add(paper.id, toEngineDocument(tokens));
    this.#store(paper, this.vocabulary.add([tokens.title, ...tokens.otherFields]));
  }

  remove(id: string): void {
    const paper = this.#entries.get(id)?.paper;
    if (paper === undefined) return;
    const tokens = tokenizePaper(paper);
    this.engine.remove(id, toEngineDocument(tokens));
    this.vocabulary.remove([tokens.title, ...tokens.otherFields]);
    this.#removeAliases(paper);
    this.#entries.delete(id);
  }

  #store(paper: Paper, sequence: WordSequence): void {
    this.#entries.set(paper.id, { paper, sequence });
    for (const alias of paper.aliases) this.#aliases.set(alias, paper.id);
  }

  #removeAliases({ id, aliases }: Paper): void {
    for (const alias of aliases) if (this.#aliases.get(alias) === id) this.#aliases.delete(alias);
  }
}

/** The tokens of a paper by field. */
interface PaperTokens {
  readonly title: readonly Token[];
  /** Abstract, keywords, authors, organization. */
  readonly otherFields: readonly (readonly Token[])[];
}

type SearchableFields = Pick<Paper, 'title' | 'abstract' | 'keywords' | 'authors' | 'organization'>;

export function tokenizePaper({ title, abstract, keywords, authors, organization }: SearchableFields): PaperTokens {
  return {
    title: analyze(texToText(title)),
    otherFields: [
      analyze(texToText(abstract)),
      ...[...keywords, ...(authors ?? [])].map(analyze),
      ...(organization ? [analyze(organization.name), analyze(organization.slug)] : []),
    ],
  };
}

function searchableFields({ title, abstract, keywords, authors, organization }: SearchableFields): unknown[] {
  return [title, abstract, keywords, authors, organization];
}

function toEngineDocument({ title, otherFields }: PaperTokens): EngineDocument {
  const titleTerms = indexTerms(title);
  return { title: titleTerms, all: [...titleTerms, ...otherFields.flatMap(indexTerms)] };
}

function indexTerms(tokens: readonly Token[]): string[] {
  return [...tokens, ...findCompounds(tokens)].map(({ stem }) => stem);
}
