import { describe, expect, it } from 'vitest';
import type { Document, PaperBlock } from '../../../../src/chat/document.ts';
import type { Reply } from '../../../../src/chat/interaction.ts';
import type { Place } from '../../../../src/chat/place.ts';
import { spansToText } from '../../../../src/text/spans.ts';
import { createTestCore, createTester, type TestCore, type TestInteraction, textOf } from '../../../fakes/core.ts';
import { withOverrides } from '../../../fakes/overrides.ts';
import { createLookupTester } from '../../../fakes/paper-lookup.ts';
import { LESSONS, paper, SAFE_WALKING } from '../../../fixtures/chat/papers.ts';

const HERE: Place = { platform: 'test', tenant: 'team', channel: 'general' };
const AT = '2025-03-05T08:00:00.000Z';
const LINK = { kind: 'link', text: 'discussed here: no replies yet', url: 'https://chat.test/thread' };

/** Opens a discussion of a paper in a channel. */
async function discuss(core: TestCore, paperId: string, place = HERE): Promise<void> {
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

describe('the discussion badge of a paper', () => {
  it.each(['show 2401.12345', 'search 2401.12345', 'top week'])(
    'links to the discussion in the channel: %s',
    async (call) => {
      const core = createTestCore();
      await discuss(core, SAFE_WALKING.id);
      const { document } = await createTester(core).types(call);
      expect(papersOf(document)[0]?.why).toEqual([LINK]);
    },
  );

  it('follows the reason why the paper is listed', async () => {
    const core = createTestCore();
    await discuss(core, LESSONS[6]?.id ?? '');
    const { types } = createTester(core);
    const title = LESSONS[6]?.title ?? '';
    expect(whyOf((await types('search juggling')).document, title)).toBe(
      'matches juggling · discussed here: no replies yet',
    );
    const related = (await types(`related ${LESSONS[5]?.id}`)).document;
    expect(whyOf(related, title)).toMatch(/^shares .* · discussed here: no replies yet$/);
    await types(`save ${LESSONS[6]?.id}`);
    expect(whyOf((await types('saved')).document, title)).toBe('discussed here: no replies yet');
  });

  it('is shown on trending papers and with comments', async () => {
    const { core, types } = createLookupTester({ trending: { papers: LESSONS, at: AT } });
    await discuss(core, LESSONS[0]?.id ?? '');
    const { document } = await types('trending');
    expect(papersOf(document).map(({ why }) => why)).toEqual([[LINK], ...Array(4).fill(undefined)]);
    expect(textOf((await types(`comments ${LESSONS[0]?.id}`)).document)).toContain('discussed here: no replies yet');
  });

  it('is found by a former id of the paper', async () => {
    const core = createTestCore();
    await discuss(core, SAFE_WALKING.aliases[0] ?? '');
    expect(papersOf((await createTester(core).types('show 2401.12345')).document)[0]?.why).toEqual([LINK]);
  });

  it.each<[string, Place]>([
    ['another channel', { ...HERE, channel: 'random' }],
    ['another tenant', { ...HERE, tenant: 'other' }],
  ])('is missing if the paper is discussed in %s', async (_, place) => {
    const core = createTestCore();
    await discuss(core, SAFE_WALKING.id, place);
    expect(papersOf((await createTester(core).types('show 2401.12345')).document)[0]).not.toHaveProperty('why');
  });

  it.each<[string, Place]>([
    ['a direct message', { ...HERE, channel: 'user:U1' }],
    ['a direct message on Discord', { platform: 'discord', tenant: 'user:U1', channel: '99' }],
  ])('is not looked up in %s', async (_, place) => {
    const { types, records } = createFailingTester(() => Promise.reject(new Error('must not be called')), place);
    expect(await types('search juggling')).toMatchObject({ outcome: 'answered' });
    expect(records).toEqual([]);
  });

  it('is left out if it fails to load, and the error is logged', async () => {
    const { types, records } = createFailingTester(() => Promise.reject(new Error('connection refused')));
    expect(papersOf((await types('search walking')).document)).not.toEqual([]);
    expect(papersOf((await types('search juggling')).document)).not.toEqual([]);
    expect(records).toMatchObject([
      { msg: 'failed to load discussion badges, replying without them', err: { message: 'connection refused' } },
    ]);
  });

  it('is left out if the database hangs', async () => {
    const { types } = createFailingTester(() => new Promise(() => {}));
    expect(papersOf((await types('search walking')).document)).not.toEqual([]);
  });
});

/** Ada on a database that fails to find discussions. */
function createFailingTester(findOpenByPapers: () => Promise<never>, place = HERE) {
  const core = createTestCore();
  const repository = withOverrides(core.discussions.repository, { findOpenByPapers });
  const { reply, records } = createTester({ ...core, discussions: { ...core.discussions, repository } });
  const types = (text: string): Promise<Reply> => reply({ kind: 'command', call: { text }, place } as TestInteraction);
  return { records, types };
}

describe('the card of a single paper', () => {
  it('is refreshed from its source', async () => {
    const newer = paper({ ...SAFE_WALKING, upvotes: 99 });
    const { types, lookup } = createLookupTester({ updatedPapers: [newer] });
    expect(textOf((await types('show safe offline walking')).document)).toContain('99 upvotes');
    expect(lookup.requests).toEqual(['refresh 2401.12345']);
  });
});
