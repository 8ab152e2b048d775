import { isDeepStrictEqual } from 'node:util';
import type { Paper } from '../papers/paper.ts';
import { texToText } from '../text/tex.ts';
import { analyze, compounds, type Token } from './analyzer.ts';
import type { EngineDocument } from './engine.ts';

/** The words of a paper, part by part: no phrase reaches from one part into the next. */
export interface PaperWords {
  readonly title: readonly Token[];
  /** Abstract, keywords, authors, organization. */
  readonly rest: readonly (readonly Token[])[];
}

type Texts = Pick<Paper, 'title' | 'abstract' | 'keywords' | 'authors' | 'organization'>;

/** What of a paper is searched, and in which parts. */
export function paperWords(paper: Texts): PaperWords {
  const { organization } = paper;
  return {
    title: analyze(texToText(paper.title)),
    rest: [
      analyze(texToText(paper.abstract)),
      ...[...paper.keywords, ...(paper.authors ?? [])].map(analyze),
      ...(organization ? [analyze(organization.name), analyze(organization.slug)] : []),
    ],
  };
}

/** Whether two papers say the same in all that is searched: then they have the same words. */
export function haveSameTexts(a: Texts, b: Texts): boolean {
  return isDeepStrictEqual(textsOf(a), textsOf(b));
}

function textsOf({ title, abstract, keywords, authors, organization }: Texts): Texts[keyof Texts][] {
  return [title, abstract, keywords, authors, organization];
}

/** The terms that the engine is given for these words. */
export function engineDocument({ title, rest }: PaperWords): EngineDocument {
  const titleTerms = terms(title);
  return { title: titleTerms, all: [...titleTerms, ...rest.flatMap(terms)] };
}

function terms(tokens: readonly Token[]): string[] {
  return [...tokens, ...compounds(tokens)].map(({ stem }) => stem);
}
