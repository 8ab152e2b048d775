import { describe, expect, it } from 'vitest';
import { createRecentPreviews } from '../../../../src/features/catalog/link-previews.ts';
import { createTestCore, createTester, titlesOf } from '../../../fakes/core.ts';
import { createLookupTester, type LookupScript } from '../../../fakes/paper-lookup.ts';
import { paper, SAFE_WALKING } from '../../../fixtures/chat/papers.ts';

const ARXIV = 'https://arxiv.org/abs/2401.12345v2';
const HUGGING_FACE = 'https://huggingface.co/papers/2401.12345';
const link = (...urls: string[]) => ({ kind: 'link-shared', urls, isDraft: false }) as const;

describe('previews of paper links', () => {
  it('show a card for each link to a stored paper', async () => {
    const { does } = createTester();
    const response = await does(link(ARXIV, 'https://example.org/'));
    if (response.kind !== 'link-previews') throw new Error(`expected previews, got ${response.kind}`);
    expect(response.previews.map(({ url, document }) => [url, ...titlesOf(document)])).toEqual([
      [ARXIV, SAFE_WALKING.title],
    ]);
  });

  it.each([[[]], [['https://arxiv.org/abs/2002.00001']], [['https://example.org/2401.12345/x', 'not a link']]])(
    'are empty without a stored paper: %j',
    async (urls) => {
      const { does } = createTester();
      expect(await does(link(...urls))).toEqual({ kind: 'link-previews', previews: [] });
    },
  );

  it('are left out for a message with three or more links', async () => {
    const { does } = createTester();
    expect(await does(link(ARXIV, 'https://example.org/1', 'https://example.org/2'))).toMatchObject({ previews: [] });
  });

  it('show a paper once in half an hour per channel, whatever the link', async () => {
    let at = Date.parse('2025-03-05T09:00:00Z');
    const { does } = createTester({ ...createTestCore(), recentPreviews: createRecentPreviews(() => new Date(at)) });
    expect(await does(link(ARXIV, HUGGING_FACE))).toMatchObject({ previews: [{ url: ARXIV }] });
    at += 29 * 60_000;
    expect(await does(link(HUGGING_FACE))).toMatchObject({ previews: [] });
    const elsewhere = { place: { platform: 'test', tenant: 'team', channel: 'random' } };
    expect(await does({ ...link(HUGGING_FACE), ...elsewhere })).toMatchObject({ previews: [{ url: HUGGING_FACE }] });
    at += 60_000;
    expect(await does(link(ARXIV))).toMatchObject({ previews: [{ url: ARXIV }] });
  });

  it("show a draft's papers to its author, without counting as shown", async () => {
    const { does } = createTester();
    const draft = await does({ ...link(ARXIV), isDraft: true });
    expect(draft).toMatchObject({ previews: [{ url: ARXIV }] });
    expect(JSON.stringify(draft)).not.toContain('Turn off previews');
    expect(await does({ ...link(ARXIV), isDraft: true })).toMatchObject({ previews: [{ url: ARXIV }] });
    expect(await does(link(ARXIV))).toMatchObject({ previews: [{ url: ARXIV }] });
  });

  it('can be turned off and on again for a channel', async () => {
    const { does, types } = createTester();
    expect(await types('previews off')).toMatchObject({ ephemeral: false, outcome: 'answered' });
    expect(await does(link(ARXIV))).toMatchObject({ previews: [] });
    await types('previews on');
    expect(await does(link(ARXIV))).toMatchObject({ previews: [{ url: ARXIV }] });
  });
});

describe('previews of links to papers that are not stored yet', () => {
  const FAR = paper({ id: '2002.00001', title: 'Far Away' });
  const FAR_LINK = 'https://arxiv.org/abs/2002.00001';

  it('fetch the paper from the live sources and store it', async () => {
    const { core, does, lookup } = createLookupTester({ remotePapers: [FAR] });
    const response = await does(link(FAR_LINK, HUGGING_FACE));
    if (response.kind !== 'link-previews') throw new Error(`expected previews, got ${response.kind}`);
    expect(response.previews.flatMap(({ document }) => titlesOf(document))).toEqual([FAR.title, SAFE_WALKING.title]);
    expect(lookup.requests).toEqual(['fetch 2002.00001']);
    expect(core.papers.get(FAR.id)).toBe(FAR);
  });

  it.each<LookupScript>([{}, { error: 'Hugging Face is busy right now.' }, { sources: [] }])(
    'are left out if no source has the paper or responds: %j',
    async (script) => {
      const { does } = createLookupTester(script);
      expect(await does(link(FAR_LINK, HUGGING_FACE))).toMatchObject({ previews: [{ url: HUGGING_FACE }] });
    },
  );

  it('ask no source if no card would be shown', async () => {
    const { does, types, lookup } = createLookupTester({ remotePapers: [FAR] });
    await does(link(FAR_LINK, 'https://example.org/1', 'https://example.org/2'));
    await types('previews off');
    await does(link(FAR_LINK));
    expect(lookup.requests).toEqual([]);
  });
});
