import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { ApiPaper, ApiRelatedResponse, ApiSearchResponse } from '../../../../../adapters/web/pages/api-schema.ts';
import { HOSTILE, PAPERS, SAFE_WALKING } from '../../../../fixtures/chat/papers.ts';
import { NASTY_PAPER, OLD_STYLE, SEEN_OFTEN } from '../../../../unit/adapters/web/pages/papers.ts';
import { openPages } from '../open-site.ts';

const ALL = [...PAPERS, NASTY_PAPER, OLD_STYLE, SEEN_OFTEN];

async function ask(path: string, papers = ALL) {
  const { get, site } = await openPages(papers);
  const answer = await get(path);
  expect(answer.headers.get('content-type')).toBe('application/json');
  expect(answer.headers.get('access-control-allow-origin')).toBe('*');
  expect(answer.headers.has('set-cookie')).toBe(false);
  return { status: answer.status, body: (await answer.json()) as unknown, base: site.url() };
}

describe('/api/search', () => {
  it('answers what the chat finds, and which words matched', async () => {
    const { status, body, base } = await ask('/api/search?q=safe+walking');
    expect(status).toBe(200);
    expect(body).toEqual({
      ...{ query: 'safe walking', limit: 20, offset: 0, total: 1, nearest: false },
      results: [
        {
          matched: ['safe', 'walking'],
          paper: {
            ...{
              id: '2401.12345',
              aliases: SAFE_WALKING.aliases,
              title: 'Safe Offline Walking',
              abstract: SAFE_WALKING.abstract,
            },
            ...{
              summary: SAFE_WALKING.summary,
              authors: SAFE_WALKING.authors,
              organization: SAFE_WALKING.organization,
            },
            ...{ publishedOn: '2025-03-01', listedOn: '2025-03-03', keywords: ['robots', 'offline RL'] },
            ...{ upvotes: 40, comments: 3, codeStars: 12, thumbnail: SAFE_WALKING.thumbnail },
            links: {
              ...SAFE_WALKING.links,
              page: `${base}/papers/2401.12345`,
              bibtex: `${base}/papers/2401.12345.bib`,
            },
          },
        },
      ],
    });
  });

  it('answers the part that was asked for', async () => {
    const titlesOf = async (query: string) =>
      ApiSearchResponse.parse((await ask(`/api/search?q=juggling&${query}`)).body).results.map(({ paper }) => paper.id);
    const all = await titlesOf('limit=100');
    expect(all).toHaveLength(7);
    expect(await titlesOf('limit=3&offset=2')).toEqual(all.slice(2, 5));
    expect(await titlesOf('offset=10000')).toEqual([]);
  });

  it('answers the newest papers where nothing is asked', async () => {
    const { results } = ApiSearchResponse.parse((await ask('/api/search')).body);
    expect(results[0]?.paper.id).toBe(SEEN_OFTEN.id);
  });

  it('says when something else may have been meant, and when nothing is what was asked', async () => {
    expect((await ask('/api/search?q=jugling')).body).toMatchObject({ didYouMean: 'juggling' });
    expect((await ask('/api/search?q=walking+since:2026')).body).toMatchObject({
      nearest: true,
      hint: expect.any(String),
    });
  });

  it.each([
    ['limit=0', { limit: 'limit takes 1 at least' }],
    ['limit=101', { limit: 'limit takes 100 at most' }],
    ['limit=', { limit: 'limit takes a number from 1 to 100' }],
    ['limit=1e1', { limit: 'limit takes a number from 1 to 100' }],
    ['offset=-1', { offset: 'offset takes a number from 0 to 10000' }],
    ['offset=1&offset=2', { offset: 'offset can stand once only' }],
    ['query=walking', { query: 'query is not known here' }],
    ['__proto__=1', { ['__proto__']: '__proto__ is not known here' }],
  ])('refuses %s', async (query, fields) => {
    const { status, body } = await ask(`/api/search?${query}`);
    expect([status, body]).toEqual([400, { error: Object.values(fields)[0], fields }]);
  });

  it('says all that is wrong at once, with a corrected query at the end', async () => {
    const { status, body } = await ask('/api/search?q=walking+sort:newst&limit=many&page=2');
    const query =
      'sort:newst is not known; sort: takes relevance, newest, upvotes or comments. Try: walking sort:newest';
    expect([status, body]).toEqual([
      400,
      {
        error: `limit takes a number from 1 to 100. page is not known here. ${query}`,
        fields: { limit: 'limit takes a number from 1 to 100', page: 'page is not known here', q: query },
      },
    ]);
  });
});

describe('/api/papers', () => {
  it.each([
    ['its id', '/api/papers/2401.12345', '2401.12345'],
    ['an id that it once had', '/api/papers/2312.09999', '2401.12345'],
    ['an id with a version', '/api/papers/2401.12345v7', '2401.12345'],
    ['an id of the old style', '/api/papers/cs/0112017', 'cs/0112017'],
    ['the same with the slash encoded', '/api/papers/cs%2F0112017', 'cs/0112017'],
  ])('gives a paper by %s', async (_, path, id) => {
    const { status, body } = await ask(path);
    expect([status, ApiPaper.parse(body).id]).toEqual([200, id]);
  });

  it('leaves out what is not known', async () => {
    const { body, base } = await ask(`/api/papers/${HOSTILE.id}`, [HOSTILE]);
    expect(body).toEqual({
      ...{ id: HOSTILE.id, aliases: [], keywords: [] },
      title: 'Breaking <@everyone> *Bots* with `Markup` & [31mEscapes[0m: a β-Test',
      abstract: 'Bots break. We show backwards text, <script>alert(1)</script> and x² to bots.',
      summary: { text: 'Bots break.', by: 'abstract' },
      links: { page: `${base}/papers/${HOSTILE.id}`, bibtex: `${base}/papers/${HOSTILE.id}.bib` },
    });
  });

  it('gives hostile texts without what nobody sees', async () => {
    const { body } = await ask(`/api/papers/${NASTY_PAPER.id}`);
    const { title, authors = [] } = ApiPaper.parse(body);
    expect(title).toContain('<script>alert(1)</script>');
    expect([title, ...authors].join('')).not.toMatch(/[\p{Cc}\p{Cs}\u202e]/u);
  });

  it('gives the papers nearest to one', async () => {
    const { body } = await ask(`/api/papers/${PAPERS.at(-1)?.id}/related?limit=2`);
    const { results } = ApiRelatedResponse.parse(body);
    expect(results).toHaveLength(2);
    expect(results[0]?.paper.title).toMatch(/^Juggling/);
    expect(results[0]?.shared).toContain('juggling');
    const old = await ask('/api/papers/cs/0112017/related');
    expect(ApiRelatedResponse.parse(old.body).results.every(({ paper }) => paper.id !== OLD_STYLE.id)).toBe(true);
  });

  it.each([
    ['/api/papers/2501.99999', 404, { error: '2501.99999 is not among the papers here.' }],
    ['/api/papers/2501.99999/related', 404, { error: '2501.99999 is not among the papers here.' }],
    ['/api/papers/..%2f..%2fetc', 404, { error: '../../etc is not among the papers here.' }],
    [
      '/api/papers/2401.12345?limit=1',
      400,
      { error: 'limit is not known here', fields: { limit: 'limit is not known here' } },
    ],
    ['/api/papers/2401.12345/related?limit=50', 400, expect.objectContaining({ error: 'limit takes 20 at most' })],
    ['/api/papers', 404, { error: expect.any(String) }],
    ['/api/nothing', 404, { error: expect.any(String) }],
  ])('answers %s with %i', async (path, status, body) => {
    expect(await ask(path)).toMatchObject({ status, body });
  });

  it('is not sent again to a program that has it', async () => {
    const { get } = await openPages();
    const tag = (await get('/api/papers/2401.12345')).headers.get('etag') ?? '';
    const again = await get('/api/papers/2401.12345', { headers: { 'if-none-match': tag } });
    expect([again.status, again.headers.get('access-control-allow-origin')]).toEqual([304, '*']);
  });
});

it('says of an address that is none just that, without the page that it would be for people', async () => {
  const { get } = await openPages(PAPERS);
  const api = await get('/api/nowhere');
  expect([api.status, await api.json()]).toEqual([404, { error: 'Nothing is at this address.' }]);
  expect(await (await get('/nowhere')).text()).toContain('Perhaps a search finds what you want:');
});

describe('/openapi.json', () => {
  it('describes what is really answered', async () => {
    const { get } = await openPages(ALL);
    const { paths } = (await (await get('/openapi.json')).json()) as {
      paths: Record<
        string,
        {
          get: { responses: Record<string, { headers?: object; content: { 'application/json': { schema: object } } }> };
        }
      >;
    };
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    const answers: readonly (readonly [string, string, number])[] = [
      ['/api/search', '/api/search?q=juggling', 200],
      ['/api/search', '/api/search?limit=no', 400],
      ['/api/papers/{id}', `/api/papers/${NASTY_PAPER.id}`, 200],
      ['/api/papers/{id}', '/api/papers/2401.12345', 200],
      ['/api/papers/{id}', '/api/papers/none', 404],
      ['/api/papers/{id}/related', '/api/papers/2401.12345/related', 200],
    ];
    for (const [path, address, status] of answers) {
      const schema = paths[path]?.get.responses[status]?.content['application/json'].schema ?? {};
      const answer = await get(address);
      expect(answer.status).toBe(status);
      const isDescribed = ajv.validate(schema, await answer.json());
      expect(isDescribed, `${address}: ${ajv.errorsText()}`).toBe(true);
    }
    const { 429: tooMuch, 503: busy } = paths['/api/search']?.get.responses ?? {};
    for (const refused of [tooMuch, busy]) {
      expect(Object.keys(refused?.headers ?? {})).toEqual(['Retry-After']);
      expect(ajv.validate(refused?.content['application/json'].schema ?? {}, { error: 'Later.' })).toBe(true);
    }
  });
});
