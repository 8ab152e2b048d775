import { describe, expect, it } from 'vitest';
import type { Paper } from '../../../src/papers/paper.ts';
import type { SearchIndex, SearchResults } from '../../../src/search/index.ts';
import { parseQuery } from '../../../src/search/query.ts';
import type { Span } from '../../../src/text/spans.ts';
import { indexOf, paper } from './some-papers.ts';

function search(index: SearchIndex, text: string, limit = 10): SearchResults {
  return index.search(parseQuery(text), { offset: 0, limit });
}

function ids(index: SearchIndex, text: string): string[] {
  return search(index, text).hits.map((hit) => hit.paper.id);
}

function markStrong(spans: readonly Span[]): string {
  return spans.map((span) => ('text' in span ? (span.kind === 'strong' ? `*${span.text}*` : span.text) : '')).join('');
}

const spellings = indexOf(
  paper('hyphen', 'GPT-4o and off-policy evaluation'),
  paper('spaced', 'gpt 4o and off policy evaluation'),
  paper('joined', 'gpt4o and offpolicy evaluation'),
  paper('other', 'Nothing of the kind'),
);

it.each(['gpt 4o', 'evalution', 'nothing at all', '', 'evaluation sort:newest', '"gpt4o" -nothing', 'joined', 'xyzzy'])(
  'returns the same papers from list and search: %s',
  (text) => {
    const { hits, ...results } = search(spellings, text, 2);
    const matches = hits.map(({ title, snippet, ...match }) => match);
    expect(spellings.list(parseQuery(text), { offset: 0, limit: 2 })).toEqual({ ...results, hits: matches });
  },
);

describe('searching for words', () => {
  it.each(['GPT-4o', 'gpt 4o', 'gpt4o', 'off-policy', 'off policy', 'offpolicy', '"off-policy evaluation"', '"gpt4o"'])(
    'finds all spellings of %s',
    (text) => {
      expect(ids(spellings, text).sort()).toEqual(['hyphen', 'joined', 'spaced']);
    },
  );

  it("doesn't split a word that is rarely hyphenated", () => {
    const index = indexOf(
      paper('a', 'A re-search'),
      paper('b', 'Research'),
      paper('c', 'More research'),
      paper('d', 'Search'),
    );
    expect(ids(index, 'research')).not.toContain('d');
  });

  it.each([
    ['muller', 'Müller'],
    ['MÜLLER', 'muller'],
    ['learned policies', 'policy learning'],
    ['深度学习', '基于深度学习的方法'],
    ['強化学習', '強化学習の手法'],
    ['alpha', 'On $\\alpha$ and alpha'],
  ])('finds with %s a paper called %s', (text, title) => {
    expect(ids(indexOf(paper('it', title), paper('other', 'Something else')), text)).toEqual(['it']);
  });

  it('ranks the exact title first, even with common words', () => {
    const index = indexOf(
      paper('long', 'Learning', { abstract: 'Deep learning deep learning deep learning.' }),
      paper('title', 'Deep Learning', {
        abstract: 'A book of which little more is to be said here than that it is long.',
      }),
      paper('longer', 'Deep Learning, Deep Learning', { abstract: 'Deep learning.' }),
    );
    expect(ids(index, 'deep learning')[0]).toBe('title');
  });

  it('ranks adjacent words above separate ones', () => {
    const index = indexOf(
      paper('apart', 'A', { abstract: 'The model has a reward that is good.' }),
      paper('together', 'B', { abstract: 'That is good: it has a reward model.' }),
      paper('neither', 'C'),
    );
    expect(ids(index, 'reward model')).toEqual(['together', 'apart']);
  });

  it('uses stop words if there is nothing else', () => {
    expect(ids(indexOf(paper('who', 'The Who'), paper('other', 'Something')), 'the who')).toEqual(['who']);
  });

  it('searches authors, organizations and keywords', () => {
    const index = indexOf(
      paper('a', 'A', { authors: ['Ada Lovelace'] }),
      paper('b', 'B', { organization: { slug: 'acme', name: 'Acme Labs' } }),
      paper('c', 'C', { keywords: ['diffusion'] }),
    );
    expect(['lovelace', 'acme', 'diffusion'].flatMap((word) => ids(index, word))).toEqual(['a', 'b', 'c']);
  });
});

describe('phrases and exclusions', () => {
  const index = indexOf(
    paper('together', 'The reward model'),
    paper('apart', 'A model of reward'),
    paper('parts', 'Reward', { abstract: 'Model' }),
  );

  it('matches a phrase within one field only', () => {
    expect(ids(index, '"reward model"')).toEqual(['together']);
    expect(ids(index, '"model of reward"')).toEqual(['apart']);
  });

  it('excludes papers with a word, in any form, or a phrase', () => {
    expect(ids(index, 'model -apples').length).toBe(3);
    expect(ids(indexOf(paper('x', 'Models'), paper('y', 'A model of rewards')), 'model -reward')).toEqual(['x']);
    expect(ids(index, 'model -"reward model"').sort()).toEqual(['apart', 'parts']);
  });

  it('ignores exclusions that leave no paper, with a hint', () => {
    expect(search(index, 'model -reward')).toMatchObject({ nearest: true, total: 3 });
    expect(search(index, 'model -reward').hint).toContain('excluded word');
  });

  it('ignores a phrase that no paper has, with a hint', () => {
    const results = search(index, '"model reward"');
    expect(results).toMatchObject({ nearest: true, total: 3 });
    expect(results.hint).toContain('quotes');
  });
});

describe('filters', () => {
  const index = indexOf(
    paper('old', 'Robots', {
      publishedOn: '2023-05-01',
      upvotes: 50,
      authors: ['Ada Lovelace'],
      links: { code: 'https://x.org/' },
    }),
    paper('listed', 'Robots', { publishedOn: '2023-05-01', listedOn: '2025-12-31', upvotes: 5, comments: 3 }),
    paper('new', 'Robots', {
      publishedOn: '2026-01-01',
      upvotes: 20,
      organization: { slug: 'nvidia', name: 'NVIDIA Research' },
    }),
    paper('undated', 'Robots'),
  );

  it.each([
    ['since:2024', ['new', 'listed']],
    ['until:2025', ['listed', 'old']],
    ['since:2025-12-31 until:2025-12-31', ['listed']],
    ['upvotes:20', ['new', 'old']],
    ['upvotes:>20', ['old']],
    ['comments:1..5', ['listed']],
    ['author:lovelace', ['old']],
    ['author:"lovelace, ada"', ['old']],
    ['author:love', []],
    ['org:nvidia', ['new']],
    ['-org:nvidia', ['listed', 'old', 'undated']],
    ['has:code', ['old']],
    ['-has:date', ['undated']],
    ['sort:upvotes', ['old', 'new', 'listed', 'undated']],
    ['sort:comments', ['listed', 'new', 'old', 'undated']],
    ['-nvidia', ['listed', 'old', 'undated']],
    ['', ['new', 'listed', 'old', 'undated']],
  ])('applies %j', (text, expected) => {
    expect(ids(index, text)).toEqual(expected);
  });

  it('explains a filter that no paper can match', () => {
    expect(search(index, 'has:project')).toMatchObject({
      total: 0,
      hint: 'No paper here links to a project page, so nothing matches that filter.',
    });
  });

  it('ignores filters that leave no paper, with a hint', () => {
    const results = search(index, 'robots since:2030');
    expect(results).toMatchObject({ total: 4, nearest: true });
    expect(results.hint).toContain('without the filters');
  });

  it('sorts only papers with all words, unless by relevance', () => {
    const mixed = indexOf(
      paper('all', 'Robot learning', { publishedOn: '2020-01-01' }),
      paper('some', 'Robot', { publishedOn: '2026-01-01' }),
    );
    expect(ids(mixed, 'robot learning sort:newest')).toEqual(['all']);
  });

  it('sorts papers with the words in any spelling and position', () => {
    const spellings = indexOf(
      paper('hyphen', 'Safe-RL', { publishedOn: '2024-01-01' }),
      paper('apart', 'Safe and offline RL', { publishedOn: '2025-01-01' }),
      paper('joined', 'SafeRL', { publishedOn: '2026-01-01' }),
    );
    for (const text of ['safe rl', 'rl safe', 'safe-rl']) {
      expect(ids(spellings, `${text} sort:newest`), text).toEqual(expect.arrayContaining(['apart', 'hyphen']));
    }
    expect(ids(spellings, 'safe rl sort:newest')).toEqual(['joined', 'apart', 'hyphen']);
  });
});

describe('searching for an id', () => {
  const index = indexOf(paper('2401.01234', 'A title', { aliases: ['0065c540bb49'] }), paper('x', 'Another'));

  it.each(['2401.01234', 'https://arxiv.org/abs/2401.01234v3', '0065c540bb49'])(
    'finds only the paper with %s',
    (text) => {
      expect(search(index, text)).toMatchObject({ total: 1, nearest: false });
      expect(ids(index, text)).toEqual(['2401.01234']);
    },
  );

  it('reports an unknown id', () => {
    expect(search(index, '2401.99999')).toMatchObject({
      total: 0,
      hint: "Paperboy doesn't have the paper 2401.99999.",
    });
  });
});

describe('misspelled words', () => {
  const index = indexOf(
    paper('a', 'Reinforcement learning for language models'),
    paper('b', 'Reasoning about language'),
    paper('c', 'Something else'),
  );

  it.each([
    ['langauge', 'language'],
    ['langage', 'language'],
    ['langguage', 'language'],
    ['lanhuage', 'language'],
    ['reinforcment lerning -"some thing" since:2024', 'reinforcement learning -"some thing" since:2024'],
    ['"langauge models"', '"language models"'],
  ])('corrects %s to %s', (text, expected) => {
    expect(search(index, text).didYouMean).toBe(expected);
  });

  it('finds papers with the correction, marked as approximate', () => {
    const results = search(index, 'langauge');
    expect(results).toMatchObject({ total: 2, nearest: true });
    expect(markStrong(results.hits[0]?.title ?? [])).toContain('*language*');
    expect(results.hits[0]?.matched).toEqual(['language']);
  });

  it('corrects only unknown words', () => {
    expect(search(index, 'reasoning langauge')).toMatchObject({ nearest: false, didYouMean: 'reasoning language' });
  });

  it("doesn't correct known words, or words without a similar one", () => {
    expect(search(index, 'language model').didYouMean).toBeUndefined();
    expect(search(index, 'xyzzyq')).toMatchObject({
      total: 0,
      nearest: false,
      hint: 'No paper here contains “xyzzyq”.',
    });
  });
});

describe('the texts of a hit', () => {
  it('highlights the title and the best sentence of the abstract', () => {
    const index = indexOf(
      paper('a', 'Off-Policy <Learning> & more', {
        abstract: 'We say something first. Policies are learned off-policy here. At last we learn.',
      }),
      paper('b', 'Else'),
    );
    const [hit] = search(index, 'off policy learning').hits;
    expect(markStrong(hit?.title ?? [])).toBe('*Off-Policy* <*Learning*> & more');
    expect(markStrong(hit?.snippet ?? [])).toBe('*Policies* are *learned* *off-policy* here.');
    expect(hit?.matched).toEqual(['learning', 'off policy']);
  });

  it("shows the summary if the abstract doesn't match", () => {
    const index = indexOf(paper('a', 'Robots', { summary: { text: 'It walks.', by: 'model' } }));
    expect(markStrong(search(index, 'robots').hits[0]?.snippet ?? [])).toBe('It walks.');
  });

  it('never contains TeX', () => {
    const index = indexOf(
      paper('a', 'On $\\alpha$-divergence', { abstract: 'We bound the {\\em divergence} by $O(d^2)$.' }),
    );
    const [hit] = search(index, 'divergence').hits;
    const shown = markStrong([...(hit?.title ?? []), ...(hit?.snippet ?? [])]);
    expect(shown).toContain('*divergence*');
    expect(shown).not.toMatch(/[\\${}]/);
  });
});

describe('updating the index', () => {
  it('adds, replaces and removes papers', () => {
    const index = indexOf(paper('a', 'First robots', { aliases: ['old'] }));
    index.put([paper('a', 'Second planes'), paper('b', 'Third robots')]);
    expect(index.size()).toBe(2);
    expect(ids(index, 'first')).toEqual([]);
    expect(ids(index, 'second')).toEqual(['a']);
    expect(ids(index, 'old')).toEqual([]);
    index.remove('b');
    index.remove('unknown');
    expect(ids(index, 'robots')).toEqual([]);
    expect(index.suggest('third', 5)).toEqual([]);
    expect(index.size()).toBe(1);
  });

  it('updates counts, links and aliases of a paper with unchanged texts', () => {
    const index = indexOf(paper('a', 'Walking robots', { upvotes: 3, aliases: ['old', 'older'] }));
    index.put([
      paper('a', 'Walking robots', { upvotes: 30, aliases: ['old', 'new'], links: { code: 'https://a.org/' } }),
    ]);
    expect(ids(index, 'robots upvotes:>20 has:code')).toEqual(['a']);
    expect(index.suggest('walk', 1).map(({ upvotes }) => upvotes)).toEqual([30]);
    expect(['old', 'new'].map((alias) => ids(index, alias))).toEqual([['a'], ['a']]);
    expect(ids(index, 'older')).toEqual([]);
    expect(index.size()).toBe(1);
  });

  it.each<Partial<Paper>>([
    { abstract: 'About juggling.' },
    { keywords: ['juggling'] },
    { authors: ['Ada Juggling'] },
    { organization: { slug: 'juggling', name: 'Jugglers' } },
  ])('finds a paper by its new %j', (fields) => {
    const index = indexOf(paper('a', 'Walking robots'));
    index.put([paper('a', 'Walking robots', fields)]);
    expect(ids(index, 'juggling')).toEqual(['a']);
  });

  it('returns the same results whatever was indexed before', () => {
    const papers = ['Robot learning', 'Learning to walk', 'Walking robots'].map((title, i) => paper(`${i}`, title));
    const fresh = indexOf(...papers);
    const used = indexOf(paper('x', 'Robot learning'), paper('1', 'Robots'));
    used.put(papers);
    used.remove('x');
    expect(search(used, 'robot learning').hits).toEqual(search(fresh, 'robot learning').hits);
  });

  it('pages without gaps or duplicates', () => {
    const index = indexOf(...Array.from({ length: 7 }, (_, i) => paper(`${i}`, 'The same title')));
    const pages = [0, 3, 6].map((offset) => index.search(parseQuery('title'), { offset, limit: 3 }));
    expect(pages.flatMap(({ hits }) => hits.map((hit) => hit.paper.id))).toEqual(['0', '1', '2', '3', '4', '5', '6']);
    expect(pages.map(({ total }) => total)).toEqual([7, 7, 7]);
  });
});

describe('findByConstraints', () => {
  const index = indexOf(paper('a', 'Off-policy robots'), paper('b', 'Offpolicy robot'), paper('c', 'Robots off'));

  it('applies phrases, in any spelling, and exclusions', () => {
    const idsOf = (text: string) =>
      index
        .findByConstraints(parseQuery(text))
        .map((one) => one.id)
        .sort();
    expect(idsOf('"off policy"')).toEqual(['a', 'b']);
    expect(idsOf('"robots"')).toEqual(['a', 'b', 'c']);
    expect(idsOf('"robots" -"off policy"')).toEqual(['c']);
    expect(idsOf('"robots" -off')).toEqual(['b']);
    expect(idsOf('"painting"')).toEqual([]);
  });

  it('ignores words outside of quotes', () => {
    expect(index.findByConstraints(parseQuery('painting "robots"'))).toHaveLength(3);
  });
});

describe('findAllMatches', () => {
  const index = indexOf(paper('both', 'Safe walking robots'), paper('one', 'Safe cooking'), paper('none', 'Painting'));

  it('returns the same papers as search', () => {
    const query = parseQuery('safe robots');
    const { hits } = index.search(query, { offset: 0, limit: 10 });
    expect(index.findAllMatches(query)).toEqual(hits.map(({ paper, score, matched }) => ({ paper, score, matched })));
    expect(index.findAllMatches(query).map((match) => match.paper.id)).toEqual(['both', 'one']);
  });

  it('returns nothing if a search has only approximate results', () => {
    expect(index.search(parseQuery('"safe robots"'), { offset: 0, limit: 10 }).nearest).toBe(true);
    expect(index.findAllMatches(parseQuery('"safe robots"'))).toEqual([]);
  });
});
