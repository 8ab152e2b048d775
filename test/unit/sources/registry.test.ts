import { expect, it, onTestFinished } from 'vitest';
import { describeSource, SOURCE_KINDS, SourceRegistry } from '../../../src/sources/registry.ts';
import { createSourceServices } from '../../../src/sources/services.ts';
import type { PaperSource, SourceConfig, SourceDeps, SourceDescriptor } from '../../../src/sources/source.ts';
import { startSourceServer } from '../../fakes/huggingface/source-server.ts';
import { createMemoryLog } from '../../fakes/log.ts';
import { listed, scriptedRecord } from '../../fakes/scripted-source.ts';
import { openProcess } from '../../integration/sources/process.ts';

// What the folder of a new source exports.
const stub = {
  kind: 'stub',
  title: 'Stub Review',
  baseUrl: { variable: 'STUB_URL', default: 'https://stub.example' },
  requestLimits: { minIntervalMs: 0, queued: 'background' },
  schedule: { days: [{ maxAgeDays: 1, intervalMs: 60_000 }], trendingIntervalMs: 60_000, finalAfterDays: 1 },
  precedence: 2,
  firstDay: '2026-11-20',
  newestDay: (now) => now.toISOString().slice(0, 10),
  offers: ['search', 'comments', 'trending'],
  paperUrl: (id) => `https://stub.example/${id}`,
  setting: {
    aliases: ['stub-review'],
    example: 'stub:ICLR',
    parse: (argument) =>
      argument === undefined
        ? { kind: 'invalid', problem: 'name a venue' }
        : { kind: 'ok', config: { kind: 'stub', name: `stub:${argument}`, query: argument } },
    isSame: (a, b) => a.query === b.query,
  },
  create: createStub,
} as const satisfies SourceDescriptor;

function createStub({ name, query: venue }: SourceConfig, { httpClient }: SourceDeps): PaperSource {
  const fetchRecords = async (path: string) => {
    const result = await httpClient.get(httpClient.urlFor(path, { venue }), { accept: ['application/json'] });
    const ids: string[] = result.kind === 'ok' ? JSON.parse(result.text) : [];
    return ids.map((id) => scriptedRecord(id, { source: 'stub', keywords: ['reviewed'] }));
  };
  return {
    name,
    descriptor: stub,
    fetchDay: async (day) => listed(await fetchRecords(`/days/${day}`)),
    fetchTrending: async () => listed(await fetchRecords('/trending')),
    search: async () => listed(await fetchRecords('/search')),
    fetchPaper: async (id) => (await fetchRecords(`/papers/${id}`))[0],
    fetchComments: async () => [{ author: 'ada', at: '2026-11-20T10:00:00.000Z', text: 'Accept.', replies: 0 }],
  };
}

// The line in the registry.
const registry = new SourceRegistry([...SOURCE_KINDS, stub]);

it('parses the settings of a new source', () => {
  expect(registry.settingExample).toBe('huggingface,arxiv:cs.LG+cs.CL,stub:ICLR');
  expect(registry.parseSetting('stub:ICLR, huggingface')).toMatchObject({
    kind: 'ok',
    sources: [{ name: 'stub:ICLR' }, { name: 'huggingface' }],
  });
  expect(registry.parseSetting('stub,stub-review,stub:A,stub:A')).toEqual({
    kind: 'invalid',
    problems: [
      'has an invalid source "stub": name a venue',
      expect.stringContaining('has an unknown source "stub-review" (did you mean stub?)'),
      'has "stub:A" twice: remove one',
    ],
  });
  expect(registry.env.STUB_URL.parse(undefined)).toBe('https://stub.example');
  expect(registry.env.STUB_URL.safeParse('ftp://stub.example').success).toBe(false);
});

it('polls a new source, and asks it for papers, search results, trending papers and comments', async () => {
  const site = await startSourceServer(({ path, query }) => ({
    contentType: 'application/json',
    body: JSON.stringify(query.get('venue') === 'ICLR' ? (PAPERS_AT[path] ?? []) : []),
  }));
  onTestFinished(() => site.close());
  const process = await openProcess();
  const setting = registry.parseSetting('stub:ICLR');
  const [source] = registry.createSources(
    {
      sources: setting.kind === 'ok' ? setting.sources : [],
      baseUrls: { STUB_URL: site.url, HUGGING_FACE_URL: 'unused', ARXIV_URL: 'unused' },
      contact: undefined,
      version: '1.0.0',
    },
    { now: process.now, log: createMemoryLog().log },
  );
  if (source === undefined) throw new Error('the source was not created');
  const { lookup, startPoller } = createSourceServices([source], {
    ...process,
    shutdownSignal: new AbortController().signal,
  });
  const poller = startPoller();
  onTestFinished(() => poller.stop());

  await expect.poll(() => process.papers.get('2611.00001')).toMatchObject({ keywords: ['reviewed'] });
  expect(await lookup.fetchPaper('2611.00002')).toMatchObject({ id: '2611.00002' });
  expect(await lookup.search('review', 5)).toMatchObject([{ id: '2611.00003' }]);
  expect((await lookup.getTrending())?.papers).toMatchObject([{ id: '2611.00001' }]);
  const paper = process.papers.get('2611.00001');
  expect(paper && (await lookup.fetchComments(paper))).toMatchObject([{ text: 'Accept.' }]);
  expect(lookup.sourceTitles).toEqual(['Stub Review']);
  for (const offer of ['search', 'comments', 'trending'] as const)
    expect(lookup.sourceOffering(offer)).toMatchObject({ kind: 'stub', title: 'Stub Review' });
  expect(lookup.newestDay(process.now())).toBe('2026-11-20');
  expect(await lookup.getSourceStatuses()).toMatchObject([
    { name: 'stub:ICLR', lastSuccessAt: '2026-11-20T12:00:00.000Z' },
  ]);
  expect(describeSource(source)).toBe('Stub Review (ICLR)');
});

const PAPERS_AT: Readonly<Record<string, readonly string[]>> = {
  '/days/2026-11-20': ['2611.00001'],
  '/trending': ['2611.00001'],
  '/papers/2611.00002': ['2611.00002'],
  '/search': ['2611.00003'],
};
