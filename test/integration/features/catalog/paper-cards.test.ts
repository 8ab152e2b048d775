import { describe, expect, it } from 'vitest';
import type { AppServices } from '../../../../src/chat/context.ts';
import type { Document, PaperBlock } from '../../../../src/chat/document.ts';
import type { Place } from '../../../../src/chat/place.ts';
import { spansToText } from '../../../../src/text/spans.ts';
import { createTestCore, createTester, textOf } from '../../../fakes/core.ts';
import { createLiveTester } from '../../../fakes/paper-lookup.ts';
import { LESSONS, paper, SAFE_WALKING } from '../../../fixtures/chat/papers.ts';

const HERE: Place = { platform: 'test', tenant: 'team', channel: 'general' };
const AT = '2025-03-05T08:00:00.000Z';
const LINK = { kind: 'link', text: 'discussed here: no reply yet', url: 'https://chat.test/thread' };

/** Opens a discussion of a paper in a channel. */
async function discuss(core: AppServices, paperId: string, place = HERE): Promise<void> {
  const { repository } = core.discussions;
  const lease = { owner: 'me', until: AT };
  const opener = { id: 'U1', name: 'Ada' };
  const { discussion } = await repository.findOrCreate(
    { id: core.discussions.newId(), place, paperId, opener, openedAt: AT },
    lease,
  );
  const thread = { place: { ...place, thread: '1' }, url: LINK.url };
  await repository.markOpen(discussion.id, { owner: 'me', thread, refreshAt: AT });
}

function papersOf({ blocks }: Document): PaperBlock[] {
  return blocks.filter((block) => block.kind === 'paper');
}

const whyOf = (document: Document, title: string): string | undefined => {
  const found = papersOf(document).find((one) => spansToText(one.title) === title);
  return found?.why && spansToText(found.why);
};

describe('a paper that is discussed in this channel', () => {
  it.each(['show 2401.12345', 'search 2401.12345', 'top week'])('says so with the way there: %s', async (call) => {
    const core = createTestCore();
    await discuss(core, SAFE_WALKING.id);
    const { document } = await createTester(core).types(call);
    expect(papersOf(document)[0]?.why).toEqual([LINK]);
  });

  it('says so after why it is there', async () => {
    const core = createTestCore();
    await discuss(core, LESSONS[6]?.id ?? '');
    const { types } = createTester(core);
    const title = LESSONS[6]?.title ?? '';
    expect(whyOf((await types('search juggling')).document, title)).toBe(
      'matches juggling · discussed here: no reply yet',
    );
    const related = (await types(`related ${LESSONS[5]?.id}`)).document;
    expect(whyOf(related, title)).toMatch(/^shares .* · discussed here: no reply yet$/);
    await types(`save ${LESSONS[6]?.id}`);
    expect(whyOf((await types('saved')).document, title)).toBe('discussed here: no reply yet');
  });

  it('says so among what is trending, and above its comments', async () => {
    const { core, types } = createLiveTester({ trending: { papers: LESSONS, at: AT } });
    await discuss(core, LESSONS[0]?.id ?? '');
    const { document } = await types('trending');
    expect(papersOf(document).map(({ why }) => why)).toEqual([[LINK], ...Array(4).fill(undefined)]);
    expect(textOf((await types(`comments ${LESSONS[0]?.id}`)).document)).toContain('discussed here: no reply yet');
  });

  it('says so by whatever id it was discussed', async () => {
    const core = createTestCore();
    await discuss(core, SAFE_WALKING.aliases[0] ?? '');
    expect(papersOf((await createTester(core).types('show 2401.12345')).document)[0]?.why).toEqual([LINK]);
  });

  it.each<[string, Place]>([
    ['another channel', { ...HERE, channel: 'random' }],
    ['another tenant', { ...HERE, tenant: 'other' }],
  ])('says nothing of it where it is discussed in %s', async (_, place) => {
    const core = createTestCore();
    await discuss(core, SAFE_WALKING.id, place);
    expect(papersOf((await createTester(core).types('show 2401.12345')).document)[0]).not.toHaveProperty('why');
  });

  it.each<[string, Place]>([
    ['a private place', { ...HERE, channel: 'user:U1' }],
    ['a private conversation of Discord', { platform: 'discord', tenant: 'user:U1', channel: '99' }],
  ])('is not looked for in %s', async (_, place) => {
    const core = createTestCore();
    const findOpenByPapers = () => Promise.reject(new Error('nobody may ask'));
    const discussions = { ...core.discussions, repository: { ...core.discussions.repository, findOpenByPapers } };
    const { reply } = createTester({ ...core, discussions });
    const call = { text: 'search juggling' };
    expect(await reply({ kind: 'command', call, place } as never)).toMatchObject({ outcome: 'answered' });
  });
});

describe('a paper that is shown', () => {
  it('is shown as its source knows it by now', async () => {
    const newer = paper({ ...SAFE_WALKING, upvotes: 99 });
    const { types, live } = createLiveTester({ newer: [newer] });
    expect(textOf((await types('show safe offline walking')).document)).toContain('99 upvotes');
    expect(live.asked).toEqual(['fresh 2401.12345']);
  });
});

describe('a paper of which nobody can say whether it is discussed', () => {
  const searching = (findOpenByPapers: () => Promise<never>) => {
    const core = createTestCore();
    const repository = Object.assign(Object.create(core.discussions.repository), { findOpenByPapers });
    const desk = { ...core.discussions, repository };
    return { untold: desk.untold, answer: createTester({ ...core, discussions: desk }).types('search walking') };
  };

  it('is found all the same, and the host is told why', async () => {
    const away = new Error('connection refused');
    const { answer, untold } = searching(() => Promise.reject(away));
    expect(papersOf((await answer).document)).not.toEqual([]);
    expect(untold).toEqual([away]);
  });

  it('is found while the database hangs', async () => {
    const { answer } = searching(() => new Promise(() => {}));
    expect(papersOf((await answer).document)).not.toEqual([]);
  });
});
