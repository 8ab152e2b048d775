import { describe, expect, it } from 'vitest';
import { titleId } from '../../../src/papers/identity.ts';
import { textOf, titlesOf } from '../../fakes/core.ts';
import { HOSTILE, LESSONS, PAPERS, SAFE_WALKING } from '../../fixtures/chat/papers.ts';
import { actionsOf, BOB, createUser, createWorld, GENERAL } from './command-tester.ts';

const createSaver = (who: Parameters<typeof createUser>[1] = {}, { core, clock } = createWorld(PAPERS)) => ({
  core,
  clock,
  ...createUser(core, who),
});

describe('saving a paper', () => {
  it('works from the card, is personal and can be undone', async () => {
    const { core, types, presses } = createSaver();
    const card = await types('show 2401.12345');
    const saved = await presses(card.document, 'Save');
    expect(saved).toMatchObject({ ephemeral: true, outcome: 'answered' });
    expect(textOf(saved.document)).toContain('Saved: Safe Offline Walking');
    expect(titlesOf((await presses(saved.document, 'Reading list')).document)).toEqual([SAFE_WALKING.title]);
    expect(
      textOf((await createSaver({ person: BOB }, { core, clock: { now: '' } }).types('saved')).document),
    ).toContain('Your reading list is empty');
    const undone = await presses(saved.document, 'Undo');
    expect(undone.replacesOriginal).toBe(true);
    expect(textOf((await types('saved')).document)).toContain('Your reading list is empty');
    await presses(undone.document, 'Undo');
    expect(titlesOf((await types('saved')).document)).toEqual([SAFE_WALKING.title]);
  });

  it('recognizes a saved paper by its former id', async () => {
    const { core, types } = createSaver();
    const owner = { platform: 'test', tenant: 'team', person: 'U1' };
    await core.readingLists.save(owner, titleId(SAFE_WALKING.title), '2025-01-01T00:00:00.000Z');
    expect(textOf((await types('save 2401.12345')).document)).toContain('Already saved');
    expect(titlesOf((await types('saved')).document)).toEqual([SAFE_WALKING.title]);
    expect(textOf((await types('unsave 2401.12345')).document)).toContain('Removed from your reading list');
    expect(textOf((await types('unsave 2401.12345')).document)).toContain('Not in your reading list');
  });

  it('has one list per person on Discord, whatever the server', async () => {
    const world = createWorld(PAPERS);
    const inGuild = createSaver({ place: { platform: 'discord', tenant: '1111' } }, world);
    await inGuild.types('save 2401.12345');
    const inPrivate = createSaver({ place: { platform: 'discord', tenant: 'user:U1', channel: '2222' } }, world);
    expect(titlesOf((await inPrivate.types('saved')).document)).toEqual([SAFE_WALKING.title]);
    const inSlack = createSaver({ place: { ...GENERAL, platform: 'slack' } }, world);
    expect(titlesOf((await inSlack.types('saved')).document)).toEqual([]);
  });

  it('refuses an unknown paper', async () => {
    expect((await createSaver().types('save Basket Weaving')).outcome).toBe('refused');
  });
});

describe('/papers saved', () => {
  it('lists the newest first on several pages, with buttons to remove', async () => {
    const { clock, types, presses } = createSaver();
    for (const [at, lesson] of LESSONS.entries()) {
      clock.now = `2025-03-05T09:0${at}:00.000Z`;
      await types(`save ${lesson.id}`);
    }
    const first = await types('saved');
    expect(textOf(first.document)).toContain('7 saved papers');
    expect(titlesOf(first.document)).toEqual(
      LESSONS.slice(2)
        .toReversed()
        .map(({ title }) => title),
    );
    const second = await presses(first.document, 'Next');
    expect(titlesOf(second.document)).toEqual(
      LESSONS.slice(0, 2)
        .toReversed()
        .map(({ title }) => title),
    );
    await presses(second.document, 'Remove');
    expect(textOf((await types('saved')).document)).toContain('6 saved papers');
  });

  it('lists the ids of papers that are no longer available', async () => {
    const { core, types } = createSaver();
    await core.readingLists.save(
      { platform: 'test', tenant: 'team', person: 'U1' },
      '1234.56789',
      '2025-01-01T00:00:00.000Z',
    );
    expect(textOf((await types('saved')).document)).toContain('No longer available: 1234.56789');
  });

  it('exports BibTeX and Markdown', async () => {
    const { types, presses } = createSaver();
    await types('save 2401.12345');
    await types(`save ${HOSTILE.id}`);
    const list = await types('saved');
    const bibtex = textOf((await presses(list.document, 'BibTeX')).document);
    expect(bibtex).toContain('@misc{arxiv-2401.12345, title = {{Safe Offline Walking}}, author = {Lovelace, Ada and ');
    expect(bibtex).toContain(`@misc{paper-${HOSTILE.id}, `);
    const markdown = textOf((await presses(list.document, 'Markdown')).document);
    expect(markdown).toContain('- [Safe Offline Walking](https://huggingface.co/papers/2401.12345): Ada Lovelace');
    expect(markdown).toContain('&lt;@everyone> \\*Bots\\* with &#96;Markup&#96; &amp;');
  });

  it('exports everything on several pages', async () => {
    const { types, presses } = createSaver();
    for (const { id } of PAPERS) await types(`save ${id}`);
    let page = await types('saved bibtex');
    let all = textOf(page.document);
    while (actionsOf(page.document).has('Next')) {
      page = await presses(page.document, 'Next');
      all += textOf(page.document);
    }
    expect(all.match(/@misc\{/g)).toHaveLength(PAPERS.length);
  });
});
