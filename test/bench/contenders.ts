import Database from 'libsql';
import MiniSearch from 'minisearch';
import type { Paper } from '../../src/papers/paper.ts';
import { SearchIndex } from '../../src/search/index.ts';
import type { Query } from '../../src/search/query.ts';

/** A search engine in the comparison, with an index already built. */
export interface Contender {
  search(words: string): unknown;
  suggest(partial: string): unknown;
  /** What it holds outside the JavaScript heap, in bytes. */
  outside(): number;
}

const FOUND = 10;

/** By name, how each engine is built on a list of papers. */
export const contenders: Readonly<Record<string, (papers: readonly Paper[]) => Contender>> = {
  paperboy(papers) {
    const index = new SearchIndex();
    index.put(papers);
    return {
      search: (words) => index.search(query(words), { offset: 0, limit: FOUND }),
      suggest: (partial) => index.suggest(partial, FOUND),
      outside: () => 0,
    };
  },
  'MiniSearch, defaults'(papers) {
    const index = new MiniSearch<Paper>({ fields: ['title', 'abstract'] });
    index.addAll(papers);
    return {
      search: (words) => index.search(words).slice(0, FOUND),
      suggest: (partial) => index.autoSuggest(partial).slice(0, FOUND),
      outside: () => 0,
    };
  },
  'SQLite FTS5, porter'(papers) {
    const database = new Database(':memory:');
    database.exec("CREATE VIRTUAL TABLE papers USING fts5(title, abstract, tokenize = 'porter unicode61')");
    const insert = database.prepare('INSERT INTO papers VALUES (?, ?)');
    const insertAll = database.transaction((all: readonly Paper[]) => {
      for (const { title, abstract } of all) insert.run(title, abstract);
    });
    insertAll(papers);
    const select = database.prepare(
      `SELECT rowid FROM papers WHERE papers MATCH ? ORDER BY bm25(papers, 2, 1) LIMIT ${FOUND}`,
    );
    return {
      search: (words) => select.all(quoted(words).join(' OR ')),
      suggest: (partial) => select.all(`title : ${quoted(partial).join(' AND ')}*`),
      outside: () =>
        Number(
          (
            database
              .prepare('SELECT page_count * page_size AS bytes FROM pragma_page_count(), pragma_page_size()')
              .get() as { bytes: number }
          ).bytes,
        ),
    };
  },
};

function query(words: string): Query {
  return { text: words, words: words.split(' '), phrases: [], excluded: [], filters: {}, sort: 'relevance' };
}

function quoted(words: string): string[] {
  return words.split(' ').map((word) => `"${word}"`);
}
