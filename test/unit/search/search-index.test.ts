import { describe, expect, it } from 'vitest';
import type { Paper } from '../../../src/papers/paper.ts';
import type { SearchIndex, SearchResults } from '../../../src/search/index.ts';
import { parseQuery } from '../../../src/search/query.ts';
import type { Span } from '../../../src/text/spans.ts';
import { indexOf, paper } from './some-papers.ts';

function ask(index: SearchIndex, text: string, limit = 10): SearchResults {
  return index.search(parseQuery(text), { offset: 0, limit });
}

function ids(index: SearchIndex, text: string): string[] {
  return ask(index, text).hits.map((hit) => hit.paper.id);
}

function marked(spans: readonly Span[]): string {
  return spans.map((span) => ('text' in span ? (span.kind === 'strong' ? `*${span.text}*` : span.text) : '')).join('');
}

const spellings = indexOf(
  paper('hyphen', 'GPT-4o and off-policy evaluation'),
  paper('spaced', 'gpt 4o and off policy evaluation'),
  paper('joined', 'gpt4o and offpolicy evaluation'),
  paper('other', 'Nothing of the kind'),
);

it.each(['gpt 4o', 'evalution', 'nothing at all', '', 'evaluation sort:newest', '"gpt4o" -nothing', 'joined', 'xyzzy'])(
  'lists for programs what it finds for people: %s',
  (text) => {
    const { hits, ...answer } = ask(spellings, text, 2);
    const matches = hits.map(({ title, snippet, ...match }) => match);
    expect(spellings.list(parseQuery(text), { offset: 0, limit: 2 })).toEqual({ ...answer, hits: matches });
  },
);

describe('words', () => {
  it.each(['GPT-4o', 'gpt 4o', 'gpt4o', 'off-policy', 'off policy', 'offpolicy', '"off-policy evaluation"', '"gpt4o"'])(
    'finds every way to write %s',
    (text) => {
      expect(ids(spellings, text).sort()).toEqual(['hyphen', 'joined', 'spaced']);
    },
  );

  it('does not take a word apart that is hyphenated at the end of a line only', () => {
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
  ])('finds with %s the title %s', (text, title) => {
    expect(ids(indexOf(paper('it', title), paper('other', 'Something else')), text)).toEqual(['it']);
  });

  it('puts the very title first, however common its words', () => {
    const index = indexOf(
      paper('long', 'Learning', { abstract: 'Deep learning deep learning deep learning.' }),
      paper('title', 'Deep Learning', {
        abstract: 'A book of which little more is to be said here than that it is long.',
      }),
      paper('longer', 'Deep Learning, Deep Learning', { abstract: 'Deep learning.' }),
    );
    expect(ids(index, 'deep learning')[0]).toBe('title');
  });

  it('ranks words that stand together above the same words apart', () => {
    const index = indexOf(
      paper('apart', 'A', { abstract: 'The model has a reward that is good.' }),
      paper('together', 'B', { abstract: 'That is good: it has a reward model.' }),
      paper('neither', 'C'),
    );
    expect(ids(index, 'reward model')).toEqual(['together', 'apart']);
  });

  it('goes by stop words where there is nothing else', () => {
    expect(ids(indexOf(paper('who', 'The Who'), paper('other', 'Something')), 'the who')).toEqual(['who']);
  });

  it('finds authors, organizations and keywords too', () => {
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

  it('wants the words of a phrase side by side, within one part', () => {
    expect(ids(index, '"reward model"')).toEqual(['together']);
    expect(ids(index, '"model of reward"')).toEqual(['apart']);
  });

  it('leaves out what has an excluded word, in any of its forms, or phrase', () => {
    expect(ids(index, 'model -apples').length).toBe(3);
    expect(ids(indexOf(paper('x', 'Models'), paper('y', 'A model of rewards')), 'model -reward')).toEqual(['x']);
    expect(ids(index, 'model -"reward model"').sort()).toEqual(['apart', 'parts']);
  });

  it('shows what there is where an exclusion leaves nothing, and says so', () => {
    expect(ask(index, 'model -reward')).toMatchObject({ nearest: true, total: 3 });
    expect(ask(index, 'model -reward').hint).toContain('left out');
  });

  it('shows the nearest papers where no paper has the phrase, and says so', () => {
    const answer = ask(index, '"model reward"');
    expect(answer).toMatchObject({ nearest: true, total: 3 });
    expect(answer.hint).toContain('quotes');
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
  ])('%s', (text, expected) => {
    expect(ids(index, text)).toEqual(expected);
  });

  it('says when nothing can pass because no paper has what is asked for', () => {
    expect(ask(index, 'has:project')).toMatchObject({
      total: 0,
      hint: 'No paper here links to a project page, so no paper passes that filter.',
    });
  });

  it('shows the nearest papers where the filters leave none', () => {
    const answer = ask(index, 'robots since:2030');
    expect(answer).toMatchObject({ total: 4, nearest: true });
    expect(answer.hint).toContain('without the filters');
  });

  it('orders only papers with all the words, where the order is not relevance', () => {
    const mixed = indexOf(
      paper('all', 'Robot learning', { publishedOn: '2020-01-01' }),
      paper('some', 'Robot', { publishedOn: '2026-01-01' }),
    );
    expect(ids(mixed, 'robot learning sort:newest')).toEqual(['all']);
  });

  it('has in any order whatever has the words, in whatever spelling and place', () => {
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

describe('a paper by its id', () => {
  const index = indexOf(paper('2401.01234', 'A title', { aliases: ['0065c540bb49'] }), paper('x', 'Another'));

  it.each(['2401.01234', 'https://arxiv.org/abs/2401.01234v3', '0065c540bb49'])('is found with %s alone', (text) => {
    expect(ask(index, text)).toMatchObject({ total: 1, nearest: false });
    expect(ids(index, text)).toEqual(['2401.01234']);
  });

  it('is said to be missing', () => {
    expect(ask(index, '2401.99999')).toMatchObject({ total: 0, hint: '2401.99999 is not among the papers here.' });
  });
});

describe('misspelt words', () => {
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
  ])('%s → %s', (text, expected) => {
    expect(ask(index, text).didYouMean).toBe(expected);
  });

  it('finds what was meant, says that it is a guess, and marks it', () => {
    const answer = ask(index, 'langauge');
    expect(answer).toMatchObject({ total: 2, nearest: true });
    expect(marked(answer.hits[0]?.title ?? [])).toContain('*language*');
    expect(answer.hits[0]?.matched).toEqual(['language']);
  });

  it('guesses at the unknown words only', () => {
    expect(ask(index, 'reasoning langauge')).toMatchObject({ nearest: false, didYouMean: 'reasoning language' });
  });

  it('does not correct what is spelt right, or what nothing is near', () => {
    expect(ask(index, 'language model').didYouMean).toBeUndefined();
    expect(ask(index, 'xyzzyq')).toMatchObject({ total: 0, nearest: false, hint: 'No paper here has “xyzzyq”.' });
  });
});

describe('a hit', () => {
  it('shows where it matched: in the title, and in the sentence that has most of it', () => {
    const index = indexOf(
      paper('a', 'Off-Policy <Learning> & more', {
        abstract: 'We say something first. Policies are learned off-policy here. At last we learn.',
      }),
      paper('b', 'Else'),
    );
    const [hit] = ask(index, 'off policy learning').hits;
    expect(marked(hit?.title ?? [])).toBe('*Off-Policy* <*Learning*> & more');
    expect(marked(hit?.snippet ?? [])).toBe('*Policies* are *learned* *off-policy* here.');
    expect(hit?.matched).toEqual(['learning', 'off policy']);
  });

  it('shows the summary where the abstract has nothing of it', () => {
    const index = indexOf(paper('a', 'Robots', { summary: { text: 'It walks.', by: 'model' } }));
    expect(marked(ask(index, 'robots').hits[0]?.snippet ?? [])).toBe('It walks.');
  });

  it('never shows raw TeX', () => {
    const index = indexOf(
      paper('a', 'On $\\alpha$-divergence', { abstract: 'We bound the {\\em divergence} by $O(d^2)$.' }),
    );
    const [hit] = ask(index, 'divergence').hits;
    const shown = marked([...(hit?.title ?? []), ...(hit?.snippet ?? [])]);
    expect(shown).toContain('*divergence*');
    expect(shown).not.toMatch(/[\\${}]/);
  });
});

describe('the index', () => {
  it('takes new papers at once, replaces and forgets', () => {
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

  it('knows the new numbers, links and ids of a paper whose texts are as they were', () => {
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
  ])('finds a paper by what is new in %j', (said) => {
    const index = indexOf(paper('a', 'Walking robots'));
    index.put([paper('a', 'Walking robots', said)]);
    expect(ids(index, 'juggling')).toEqual(['a']);
  });

  it('answers alike whatever it held before', () => {
    const papers = ['Robot learning', 'Learning to walk', 'Walking robots'].map((title, i) => paper(`${i}`, title));
    const fresh = indexOf(...papers);
    const used = indexOf(paper('x', 'Robot learning'), paper('1', 'Robots'));
    used.put(papers);
    used.remove('x');
    expect(ask(used, 'robot learning').hits).toEqual(ask(fresh, 'robot learning').hits);
  });

  it('pages without gaps or repeats', () => {
    const index = indexOf(...Array.from({ length: 7 }, (_, i) => paper(`${i}`, 'The same title')));
    const pages = [0, 3, 6].map((offset) => index.search(parseQuery('title'), { offset, limit: 3 }));
    expect(pages.flatMap(({ hits }) => hits.map((hit) => hit.paper.id))).toEqual(['0', '1', '2', '3', '4', '5', '6']);
    expect(pages.map(({ total }) => total)).toEqual([7, 7, 7]);
  });
});

describe('all papers that have what a query demands', () => {
  const index = indexOf(paper('a', 'Off-policy robots'), paper('b', 'Offpolicy robot'), paper('c', 'Robots off'));

  it('are those with its quotes, in whatever spelling, and without what it excludes', () => {
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

  it('are not fewer for words that are not in quotes, as these only rank', () => {
    expect(index.findByConstraints(parseQuery('painting "robots"'))).toHaveLength(3);
  });
});

describe('all matches of a topic', () => {
  const index = indexOf(paper('both', 'Safe walking robots'), paper('one', 'Safe cooking'), paper('none', 'Painting'));

  it('are the papers that a search finds, in its order, with what they match', () => {
    const query = parseQuery('safe robots');
    const { hits } = index.search(query, { offset: 0, limit: 10 });
    expect(index.findAllMatches(query)).toEqual(hits.map(({ paper, score, matched }) => ({ paper, score, matched })));
    expect(index.findAllMatches(query).map((match) => match.paper.id)).toEqual(['both', 'one']);
  });

  it('are none where a search would only show what comes near', () => {
    expect(index.search(parseQuery('"safe robots"'), { offset: 0, limit: 10 }).nearest).toBe(true);
    expect(index.findAllMatches(parseQuery('"safe robots"'))).toEqual([]);
  });
});
