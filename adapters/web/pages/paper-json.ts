import type { Paper } from '../../../src/papers/paper.ts';
import { texToText } from '../../../src/text/tex.ts';
import { visible } from '../../../src/text/visible.ts';
import type { PaperShape } from './api-shapes.ts';
import { authorNames } from './author-names.ts';
import { bibtexPath, paperPath } from './paths.ts';

/** A paper for programs: its texts are as people read them, and what is not known is left out. */
export function paperJson(paper: Paper, base: string): PaperShape {
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
    ...known({ authorCount }),
    ...(organization && { organization: { slug: organization.slug, name: visible(organization.name) } }),
    ...known({ publishedOn, listedOn, updatedOn, version }),
    ...(categories && { categories: categories.map(visible) }),
    keywords: keywords.map(visible),
    ...known({ upvotes, comments, codeStars }),
    links: { page: `${base}${paperPath(id)}`, bibtex: `${base}${bibtexPath(id)}`, ...known(links) },
    ...known({ thumbnail }),
  };
}

/** Without the fields of which nothing is known. */
function known<T extends object>(fields: T): { [Key in keyof T]?: NonNullable<T[Key]> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
}
