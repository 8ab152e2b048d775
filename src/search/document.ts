import { isDeepStrictEqual } from 'node:util';
import type { Paper } from '../papers/paper.ts';
import { texToText } from '../text/tex.ts';
import { analyze, findCompounds, type Token } from './analyzer.ts';
import type { EngineDocument } from './engine.ts';

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
export function hasSameText(a: SearchableFields, b: SearchableFields): boolean {
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
export function toEngineDocument({ title, otherFields }: PaperTokens): EngineDocument {
  const titleTerms = indexTerms(title);
  return { title: titleTerms, all: [...titleTerms, ...otherFields.flatMap(indexTerms)] };
}

function indexTerms(tokens: readonly Token[]): string[] {
  return [...tokens, ...findCompounds(tokens)].map(({ stem }) => stem);
}
