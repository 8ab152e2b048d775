import type { Paper } from '../../../src/papers/paper.ts';
import { texToText } from '../../../src/text/tex.ts';
import { sanitizeLine } from '../../../src/text/visible.ts';
import type { ApiPaper } from './api-shapes.ts';
import { authorNames } from './author-names.ts';
import { bibtexPath, paperPath } from './paths.ts';

/** A paper for programs: its texts are as people read them, and what is not known is left out. */
export function toApiPaper(paper: Paper, baseUrl: string): ApiPaper {
  const { id, aliases, summary, keywords, organization, categories, links } = paper;
  const authors = authorNames(paper);
  const { authorCount, publishedOn, listedOn, updatedOn, version, upvotes, comments, codeStars, thumbnail } = paper;
  return {
    id,
    aliases,
    title: texToText(paper.title),
    abstract: texToText(paper.abstract),
    summary: { text: texToText(summary.text), by: summary.by },
    ...(authors.length > 0 && { authors }),
    ...omitUndefined({ authorCount }),
    ...(organization && { organization: { slug: organization.slug, name: sanitizeLine(organization.name) } }),
    ...omitUndefined({ publishedOn, listedOn, updatedOn, version }),
    ...(categories && { categories: categories.map(sanitizeLine) }),
    keywords: keywords.map(sanitizeLine),
    ...omitUndefined({ upvotes, comments, codeStars }),
    links: { page: `${baseUrl}${paperPath(id)}`, bibtex: `${baseUrl}${bibtexPath(id)}`, ...omitUndefined(links) },
    ...omitUndefined({ thumbnail }),
  };
}

/** Without the fields of which nothing is known. */
function omitUndefined<T extends object>(fields: T): { [Key in keyof T]?: NonNullable<T[Key]> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
}
