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

/** What of a paper is searched, and in which parts. */
export function paperWords(
  paper: Pick<Paper, 'title' | 'abstract' | 'keywords' | 'authors' | 'organization'>,
): PaperWords {
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

/** The terms that the engine is given for these words. */
export function engineDocument({ title, rest }: PaperWords): EngineDocument {
  const titleTerms = terms(title);
  return { title: titleTerms, all: [...titleTerms, ...rest.flatMap(terms)] };
}

function terms(tokens: readonly Token[]): string[] {
  return [...tokens, ...compounds(tokens)].map(({ stem }) => stem);
}
