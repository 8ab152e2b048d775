import { describe, expect, it } from 'vitest';
import { createRecentPreviews } from '../../../../src/features/catalog/link-previews.ts';
import { createTestCore, createTester, titlesOf } from '../../../fakes/core.ts';
import { createLiveTester, type LiveScript } from '../../../fakes/paper-lookup.ts';
import { paper, SAFE_WALKING } from '../../../fixtures/chat/papers.ts';

const ARXIV = 'https://arxiv.org/abs/2401.12345v2';
const HUGGING_FACE = 'https://huggingface.co/papers/2401.12345';
const link = (...urls: string[]) => ({ kind: 'link-shared', urls, isDraft: false }) as const;

describe('posted links to papers', () => {
  it('become a card each, for the links that lead to papers at hand', async () => {
    const { does } = createTester();
    const answer = await does(link(ARXIV, 'https://example.org/'));
    if (answer.kind !== 'link-previews') throw new Error(`no cards but ${answer.kind}`);
    expect(answer.previews.map(({ url, document }) => [url, ...titlesOf(document)])).toEqual([
      [ARXIV, SAFE_WALKING.title],
    ]);
  });

  it.each([[[]], [['https://arxiv.org/abs/2002.00001']], [['https://example.org/2401.12345/x', 'not a link']]])(
    'stay links where no paper at hand is meant: %j',
    async (urls) => {
      const { does } = createTester();
      expect(await does(link(...urls))).toEqual({ kind: 'link-previews', previews: [] });
    },
  );

  it('stay links from the third on', async () => {
    const { does } = createTester();
    expect(await does(link(ARXIV, 'https://example.org/1', 'https://example.org/2'))).toMatchObject({ previews: [] });
  });

  it('become a card once in half an hour, whatever the link, and in each channel', async () => {
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

  it('become a card for the author of a draft, which counts as shown to nobody', async () => {
    const { does } = createTester();
    const draft = await does({ ...link(ARXIV), isDraft: true });
    expect(draft).toMatchObject({ previews: [{ url: ARXIV }] });
    // It is in no channel yet that one could switch cards off in.
    expect(JSON.stringify(draft)).not.toContain('No cards here');
    expect(await does({ ...link(ARXIV), isDraft: true })).toMatchObject({ previews: [{ url: ARXIV }] });
    expect(await does(link(ARXIV))).toMatchObject({ previews: [{ url: ARXIV }] });
  });

  it('stay links in a channel where somebody wished so, until somebody wishes otherwise', async () => {
    const { does, types } = createTester();
    expect(await types('previews off')).toMatchObject({ ephemeral: false, outcome: 'answered' });
    expect(await does(link(ARXIV))).toMatchObject({ previews: [] });
    await types('previews on');
    expect(await does(link(ARXIV))).toMatchObject({ previews: [{ url: ARXIV }] });
  });
});

describe('posted links to papers that are not here', () => {
  const FAR = paper({ id: '2002.00001', title: 'Far Away' });
  const FAR_LINK = 'https://arxiv.org/abs/2002.00001';

  it('become cards where a live source has them, and are kept', async () => {
    const { core, does, live } = createLiveTester({ elsewhere: [FAR] });
    const answer = await does(link(FAR_LINK, HUGGING_FACE));
    if (answer.kind !== 'link-previews') throw new Error(`no cards but ${answer.kind}`);
    expect(answer.previews.flatMap(({ document }) => titlesOf(document))).toEqual([FAR.title, SAFE_WALKING.title]);
    expect(live.asked).toEqual(['find 2002.00001']);
    expect(core.papers.get(FAR.id)).toBe(FAR);
  });

  it.each<LiveScript>([{}, { trouble: 'Hugging Face gives no answer.' }, { sources: [] }])(
    'stay links where no source has them or answers, and leave the others alone: %j',
    async (script) => {
      const { does } = createLiveTester(script);
      expect(await does(link(FAR_LINK, HUGGING_FACE))).toMatchObject({ previews: [{ url: HUGGING_FACE }] });
    },
  );

  it('are not asked for where no card would be shown', async () => {
    const { does, types, live } = createLiveTester({ elsewhere: [FAR] });
    await does(link(FAR_LINK, 'https://example.org/1', 'https://example.org/2'));
    await types('previews off');
    await does(link(FAR_LINK));
    expect(live.asked).toEqual([]);
  });
});
