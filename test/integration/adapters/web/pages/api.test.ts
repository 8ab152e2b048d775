import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { ApiPaper, ApiRelatedResponse, ApiSearchResponse } from '../../../../../adapters/web/pages/api-schema.ts';
import { HOSTILE, PAPERS, SAFE_WALKING } from '../../../../fixtures/chat/papers.ts';
import { NASTY_PAPER, OLD_STYLE, SEEN_OFTEN } from '../../../../unit/adapters/web/pages/papers.ts';
import { openPages } from '../open-site.ts';

const ALL = [...PAPERS, NASTY_PAPER, OLD_STYLE, SEEN_OFTEN];

async function request(path: string, papers = ALL) {
  const { get, site } = await openPages(papers);
  const response = await get(path);
  expect(response.headers.get('content-type')).toBe('application/json');
  expect(response.headers.get('access-control-allow-origin')).toBe('*');
  expect(response.headers.has('set-cookie')).toBe(false);
  return { status: response.status, body: (await response.json()) as unknown, base: site.url() };
}

describe('/api/search', () => {
  it('returns the papers that the chat finds, and the words that matched', async () => {
    const { status, body, base } = await request('/api/search?q=safe+walking');
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

  it('returns the page given by limit and offset', async () => {
    const titlesOf = async (query: string) =>
      ApiSearchResponse.parse((await request(`/api/search?q=juggling&${query}`)).body).results.map(
        ({ paper }) => paper.id,
      );
    const all = await titlesOf('limit=100');
    expect(all).toHaveLength(7);
    expect(await titlesOf('limit=3&offset=2')).toEqual(all.slice(2, 5));
    expect(await titlesOf('offset=10000')).toEqual([]);
  });

  it('returns the newest papers without a query', async () => {
    const { results } = ApiSearchResponse.parse((await request('/api/search')).body);
    expect(results[0]?.paper.id).toBe(SEEN_OFTEN.id);
  });

  it('returns a corrected query for a typo, and a hint if only other papers are close', async () => {
    expect((await request('/api/search?q=jugling')).body).toMatchObject({ didYouMean: 'juggling' });
    expect((await request('/api/search?q=walking+since:2026')).body).toMatchObject({
      nearest: true,
      hint: expect.any(String),
    });
  });

  it.each([
    ['limit=0', { limit: 'limit must be a number from 1 to 100' }],
    ['limit=101', { limit: 'limit must be a number from 1 to 100' }],
    ['limit=', { limit: 'limit must be a number from 1 to 100' }],
    ['limit=1e1', { limit: 'limit must be a number from 1 to 100' }],
    ['offset=-1', { offset: 'offset must be a number from 0 to 10000' }],
    ['offset=1&offset=2', { offset: 'offset can be given only once' }],
    ['query=walking', { query: 'query is not a known parameter' }],
    ['__proto__=1', { ['__proto__']: '__proto__ is not a known parameter' }],
  ])('rejects %s', async (query, fields) => {
    const { status, body } = await request(`/api/search?${query}`);
    expect([status, body]).toEqual([400, { error: Object.values(fields)[0], fields }]);
  });

  it('reports all invalid parameters at once, with a corrected query at the end', async () => {
    const { status, body } = await request('/api/search?q=walking+sort:newst&limit=many&page=2');
    const query = 'sort:newst is not valid. Use relevance, newest, upvotes or comments. Try: walking sort:newest';
    expect([status, body]).toEqual([
      400,
      {
        error: `limit must be a number from 1 to 100. page is not a known parameter. ${query}`,
        fields: { limit: 'limit must be a number from 1 to 100', page: 'page is not a known parameter', q: query },
      },
    ]);
  });
});

describe('/api/papers', () => {
  it.each([
    ['its id', '/api/papers/2401.12345', '2401.12345'],
    ['a former id', '/api/papers/2312.09999', '2401.12345'],
    ['an id with a version', '/api/papers/2401.12345v7', '2401.12345'],
    ['an old arXiv id', '/api/papers/cs/0112017', 'cs/0112017'],
    ['an old arXiv id with an encoded slash', '/api/papers/cs%2F0112017', 'cs/0112017'],
  ])('returns a paper by %s', async (_, path, id) => {
    const { status, body } = await request(path);
    expect([status, ApiPaper.parse(body).id]).toEqual([200, id]);
  });

  it('leaves out unknown fields', async () => {
    const { body, base } = await request(`/api/papers/${HOSTILE.id}`, [HOSTILE]);
    expect(body).toEqual({
      ...{ id: HOSTILE.id, aliases: [], keywords: [] },
      title: 'Breaking <@everyone> *Bots* with `Markup` & [31mEscapes[0m: a β-Test',
      abstract: 'Bots break. We show backwards text, <script>alert(1)</script> and x² to bots.',
      summary: { text: 'Bots break.', by: 'abstract' },
      links: { page: `${base}/papers/${HOSTILE.id}`, bibtex: `${base}/papers/${HOSTILE.id}.bib` },
    });
  });

  it('removes invisible characters from hostile texts', async () => {
    const { body } = await request(`/api/papers/${NASTY_PAPER.id}`);
    const { title, authors = [] } = ApiPaper.parse(body);
    expect(title).toContain('<script>alert(1)</script>');
    expect([title, ...authors].join('')).not.toMatch(/[\p{Cc}\p{Cs}\u202e]/u);
  });

  it('returns related papers', async () => {
    const { body } = await request(`/api/papers/${PAPERS.at(-1)?.id}/related?limit=2`);
    const { results } = ApiRelatedResponse.parse(body);
    expect(results).toHaveLength(2);
    expect(results[0]?.paper.title).toMatch(/^Juggling/);
    expect(results[0]?.shared).toContain('juggling');
    const old = await request('/api/papers/cs/0112017/related');
    expect(ApiRelatedResponse.parse(old.body).results.every(({ paper }) => paper.id !== OLD_STYLE.id)).toBe(true);
  });

  it.each([
    ['/api/papers/2501.99999', 404, { error: 'Paper 2501.99999 not found.' }],
    ['/api/papers/2501.99999/related', 404, { error: 'Paper 2501.99999 not found.' }],
    ['/api/papers/..%2f..%2fetc', 404, { error: 'Paper ../../etc not found.' }],
    [
      '/api/papers/2401.12345?limit=1',
      400,
      { error: 'limit is not a known parameter', fields: { limit: 'limit is not a known parameter' } },
    ],
    [
      '/api/papers/2401.12345/related?limit=50',
      400,
      expect.objectContaining({ error: 'limit must be a number from 1 to 20' }),
    ],
    ['/api/papers', 404, { error: expect.any(String) }],
    ['/api/nothing', 404, { error: expect.any(String) }],
  ])('answers %s with %i', async (path, status, body) => {
    expect(await request(path)).toMatchObject({ status, body });
  });

  it('answers 304 if the paper has not changed', async () => {
    const { get } = await openPages();
    const tag = (await get('/api/papers/2401.12345')).headers.get('etag') ?? '';
    const again = await get('/api/papers/2401.12345', { headers: { 'if-none-match': tag } });
    expect([again.status, again.headers.get('access-control-allow-origin')]).toEqual([304, '*']);
  });
});

it('answers unknown paths below /api as JSON, and others with a page that has a search form', async () => {
  const { get } = await openPages(PAPERS);
  const api = await get('/api/nowhere');
  expect([api.status, await api.json()]).toEqual([404, { error: "There's nothing at this address." }]);
  expect(await (await get('/nowhere')).text()).toContain('Try a search:');
});

describe('/openapi.json', () => {
  it('describes the actual responses', async () => {
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
    const examples: readonly (readonly [string, string, number])[] = [
      ['/api/search', '/api/search?q=juggling', 200],
      ['/api/search', '/api/search?limit=no', 400],
      ['/api/papers/{id}', `/api/papers/${NASTY_PAPER.id}`, 200],
      ['/api/papers/{id}', '/api/papers/2401.12345', 200],
      ['/api/papers/{id}', '/api/papers/none', 404],
      ['/api/papers/{id}/related', '/api/papers/2401.12345/related', 200],
    ];
    for (const [path, url, status] of examples) {
      const schema = paths[path]?.get.responses[status]?.content['application/json'].schema ?? {};
      const response = await get(url);
      expect(response.status).toBe(status);
      const isValid = ajv.validate(schema, await response.json());
      expect(isValid, `${url}: ${ajv.errorsText()}`).toBe(true);
    }
    const { 429: rateLimited, 503: busy } = paths['/api/search']?.get.responses ?? {};
    for (const response of [rateLimited, busy]) {
      expect(Object.keys(response?.headers ?? {})).toEqual(['Retry-After']);
      expect(ajv.validate(response?.content['application/json'].schema ?? {}, { error: 'Later.' })).toBe(true);
    }
  });

  it('describes the parameters, all of which are optional except for the id', async () => {
    const { get, site } = await openPages(ALL);
    const description = (await (await get('/openapi.json')).json()) as {
      paths: Record<string, { get: { parameters: object[] } }>;
    };
    expect(description).toMatchObject({ openapi: '3.1.0', servers: [{ url: site.url() }] });
    const parametersOf = (path: string) => description.paths[path]?.get.parameters;
    expect(parametersOf('/api/search')).toEqual([
      { name: 'q', in: 'query', description: expect.any(String), schema: { type: 'string', default: '' } },
      { name: 'limit', in: 'query', schema: { type: 'integer', minimum: 1, maximum: 100, default: 20 } },
      { name: 'offset', in: 'query', schema: { type: 'integer', minimum: 0, maximum: 10_000, default: 0 } },
    ]);
    const id = { name: 'id', in: 'path', required: true, description: expect.any(String), schema: { type: 'string' } };
    expect(parametersOf('/api/papers/{id}')).toEqual([id]);
    expect(parametersOf('/api/papers/{id}/related')).toEqual([
      id,
      { name: 'limit', in: 'query', schema: { type: 'integer', minimum: 1, maximum: 20, default: 5 } },
    ]);
  });
});
