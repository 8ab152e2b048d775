import { describe, expect, it } from 'vitest';
import type { Document } from '../../../src/chat/document.ts';
import { openDiscussion } from '../../../src/features/discussions/open-discussion.ts';
import { findTestTraits, textOf, titlesOf } from '../../fakes/core.ts';
import {
  ADA,
  actionOf,
  actionsOf,
  BOB,
  createUser,
  createWorld,
  GENERAL,
  NOW,
  RANDOM,
  timesOf,
} from './command-tester.ts';

/** Ada has opened discussions of these volumes, a minute apart. */
async function opened(...volumes: readonly number[]) {
  const { core, clock } = createWorld();
  const ada = createUser(core);
  for (const volume of volumes) {
    clock.now = new Date(Date.parse(clock.now) + 60_000).toISOString();
    await ada.types(`discuss ${idOf(volume)}`);
  }
  const { repository } = core.discussions;
  /** Sets the reply count, as a refresh finds it. */
  const replied = async (volume: number, replies: number, people = 2): Promise<void> => {
    const at = clock.now;
    const lease = { owner: 'a test', until: at };
    for (const one of await repository.claimDueRefreshes({
      lease,
      now: '2030-01-01T00:00:00.000Z',
      limit: 50,
      platforms: ['test'],
    })) {
      const activity = one.paperId === idOf(volume) ? { replies, people, lastAt: at } : one.activity;
      await repository.recordRefresh(one.id, { owner: 'a test', now: at, activity, refreshAt: at });
    }
  };
  return { core, clock, ada, replied };
}

function idOf(volume: number): string {
  return `2503.${String(volume).padStart(5, '0')}`;
}

function linksOf(document: Document): string[] {
  return [...JSON.stringify(document).matchAll(/"url":"(https:\/\/chat\.test[^"]*)"/g)].map(([, url]) => url ?? '');
}

describe('/papers discuss', () => {
  it('opens the thread of a paper and links to it in an ephemeral reply', async () => {
    const { core } = createWorld();
    const { document, outcome, ephemeral } = await createUser(core).types('discuss Walking Safely, Volume 7');
    expect([outcome, ephemeral]).toEqual(['answered', true]);
    expect(textOf(document)).toContain('The discussion of Walking Safely, Volume 7 is open: Go to thread');
    expect(linksOf(document)).toEqual(['https://chat.test/message-1']);
    expect(core.discussions.chat.said).toMatchObject([{ place: GENERAL }]);
  });

  it('is a button on every card', async () => {
    const { core } = createWorld();
    const ada = createUser(core);
    const { document } = await ada.types(`show ${idOf(7)}`);
    expect(textOf((await ada.presses(document, 'Discuss')).document)).toContain('is open: Go to thread');
  });

  it('refuses a missing or unknown paper', async () => {
    const { core } = createWorld();
    expect((await createUser(core).types('discuss')).outcome).toBe('refused');
    const { outcome, document } = await createUser(core).types('discuss quantum basket weaving');
    expect([outcome, textOf(document)]).toEqual(['refused', expect.stringContaining('No paper is called')]);
  });

  it.each([{ channel: 'user:U1' }, { channel: '' }])('is refused in private: %j', async (place) => {
    const { core } = createWorld();
    const { outcome, document } = await createUser(core, { place }).types(`discuss ${idOf(1)}`);
    expect(outcome).toBe('refused');
    expect(textOf(document)).toContain('in a channel');
  });

  it('opens one thread if two people open it at the same time', async () => {
    const { core } = createWorld();
    const [ada, bob] = [createUser(core), createUser(core, { person: BOB })];
    const responses = await Promise.all([ada, bob].map((one) => one.types(`discuss ${idOf(3)}`)));
    expect(responses.flatMap(({ document }) => linksOf(document))).toEqual(
      Array(2).fill('https://chat.test/message-1'),
    );
  });
});

describe('/papers discussions', () => {
  it('lists the open discussions of the channel, latest activity first, with links', async () => {
    const { ada, replied, clock } = await opened(1, 2, 3);
    clock.now = '2025-03-05T10:00:00.000Z';
    await replied(2, 12, 4);
    const { document, ephemeral } = await ada.types('discussions');
    expect(ephemeral).toBe(true);
    expect(titlesOf(document)).toEqual([2, 3, 1].map((volume) => `Walking Safely, Volume ${volume}`));
    const replyText = textOf(document);
    expect(replyText).toContain('3 discussions in this channel');
    expect(replyText).toContain('12 replies from 4 people, last reply');
    expect(replyText).toContain('No replies yet, opened');
    expect(replyText).toContain('Opened by Ada');
    expect(new Set(linksOf(document))).toEqual(new Set([1, 2, 3].map((at) => `https://chat.test/message-${at}`)));
    expect(timesOf(document)[0]).toBe('2025-03-05T10:00:00.000Z');
  });

  it('turns pages', async () => {
    const { ada } = await opened(1, 2, 3, 4, 5, 6, 7);
    const { document } = await ada.types('discussions walking');
    expect(titlesOf(document)).toHaveLength(5);
    const { document: second } = await ada.presses(document, 'Next');
    expect(titlesOf(second)).toEqual(['Walking Safely, Volume 2', 'Walking Safely, Volume 1']);
  });

  it.each([
    [idOf(2), ['Walking Safely, Volume 2']],
    [`https://arxiv.org/abs/${idOf(3)}`, ['Walking Safely, Volume 3']],
    ['Walking Safely, Volume 1', ['Walking Safely, Volume 1']],
    ['walking', ['Walking Safely, Volume 3', 'Walking Safely, Volume 2', 'Walking Safely, Volume 1']],
    ['upvotes:>1', ['Walking Safely, Volume 3', 'Walking Safely, Volume 2']],
  ])('lists the discussions about %s', async (about, titles) => {
    const { ada } = await opened(1, 2, 3);
    expect(titlesOf((await ada.types(`discussions ${about}`)).document)).toEqual(titles);
  });

  it('reports a topic without discussions, and an invalid topic', async () => {
    const { ada } = await opened(1);
    expect(textOf((await ada.types('discussions soup')).document)).toContain(
      'No discussions about soup in this channel',
    );
    expect((await ada.types('discussions upvotes:many')).outcome).toBe('refused');
  });

  it('says how to start a discussion if there is none', async () => {
    const { core } = createWorld();
    const ada = createUser(core);
    const { document } = await ada.types('discussions');
    expect(textOf(document)).toContain('No discussions in this channel yet');
    expect((await ada.opens(document, 'Discuss a paper')).fields.map(({ name }) => name)).toContain('paper');
  });

  it('suggests papers with open discussions', async () => {
    const { ada } = await opened(1, 2);
    const offered = (partial: string) =>
      ada.does({ kind: 'autocomplete', command: 'discussions', option: 'about', partial });
    expect(await offered('VOLUME 2')).toMatchObject({ suggestions: [{ value: idOf(2) }] });
    expect(await offered('soup')).toMatchObject({ suggestions: [] });
  });

  it.each([RANDOM, { ...GENERAL, tenant: 'others' }, { ...GENERAL, platform: 'slack' }])(
    'shows nothing from another place: %j',
    async (place) => {
      const { core } = await opened(1);
      expect(titlesOf((await createUser(core, { place }).types('discussions')).document)).toEqual([]);
    },
  );

  it('lets the opener remove a discussion from the list and undo that', async () => {
    const { ada } = await opened(1, 2);
    const list = await ada.types('discussions');
    const { document: done } = await ada.presses(list.document, 'Remove from list');
    expect(textOf(done)).toContain('Removed from the list: Walking Safely, Volume 2');
    expect(titlesOf((await ada.types('discussions')).document)).toEqual(['Walking Safely, Volume 1']);
    const undone = await ada.presses(done, 'Undo');
    expect(undone.replacesOriginal).toBe(true);
    expect(titlesOf((await ada.types('discussions')).document)).toHaveLength(2);
  });

  it('lets nobody else remove a discussion', async () => {
    const { core, ada } = await opened(1);
    const remove = actionOf((await ada.types('discussions')).document, 'Remove from list');
    const bob = createUser(core, { person: BOB });
    expect([...actionsOf((await bob.types('discussions')).document).keys()]).not.toContain('Remove from list');
    const others = [bob, createUser(core, { place: RANDOM }), createUser(core, { place: { tenant: 'others' } })];
    for (const one of others) {
      const { outcome, document } = await one.reply({ kind: 'action', action: remove });
      expect([outcome, textOf(document)]).toEqual([
        'refused',
        expect.stringContaining("You haven't opened a discussion"),
      ]);
    }
    expect(titlesOf((await ada.types('discussions')).document)).toHaveLength(1);
  });

  it('offers a weekly post of the most discussed papers', async () => {
    const { ada } = await opened(1);
    const form = await ada.opens((await ada.types('discussions')).document, 'Weekly summary');
    expect(form.hiddenValues).toMatchObject({ about: 'discussions' });
    expect(form.fields.find(({ name }) => name === 'days')?.value).toBe('fri');
  });

  it('is shown on lists of papers until it is removed', async () => {
    const { ada, replied } = await opened(7);
    await replied(7, 12);
    expect(textOf((await ada.types('top week')).document)).not.toContain('discussed here');
    const search = await ada.types(`search "Volume 7"`);
    expect(textOf(search.document)).toContain('discussed here: 12 replies');
    await ada.presses((await ada.types('discussions')).document, 'Remove from list');
    expect(textOf((await ada.types(`search "Volume 7"`)).document)).not.toContain('discussed here');
  });
});

describe('a mention in a discussion thread', () => {
  const thread = { ...GENERAL, thread: 'message 1' };

  it.each([
    ['related', 'Related to Walking Safely, Volume 5'],
    ['cite', '@misc{arxiv-2503.00005'],
    ['summary', 'We walk safely in 5 ways.'],
    ['links', 'Find on Hugging Face'],
  ])('gets a reply about its paper in the thread: %s', async (text, expected) => {
    const { core } = await opened(5);
    const response = await createUser(core, { place: thread, person: BOB }).reply({ kind: 'mention', text });
    expect(response).toMatchObject({ outcome: 'answered', ephemeral: false });
    expect(textOf(response.document)).toContain(expected);
  });

  it('can name another paper, ask for help or search', async () => {
    const { core } = await opened(5);
    const bob = createUser(core, { place: thread, person: BOB });
    const asks = async (text: string) => textOf((await bob.reply({ kind: 'mention', text })).document);
    expect(await asks(`cite ${idOf(6)}`)).toContain('@misc{arxiv-2503.00006');
    expect(await asks('help')).toContain('/papers discuss');
    expect(await asks('cooking soup')).toContain('Cooking Soup');
  });

  it('is about the paper of the discussion even if the starter message links to another one', async () => {
    const { core } = await opened(5);
    const starter = { text: `https://arxiv.org/abs/${idOf(9)}`, actions: [] };
    const bob = createUser(core, { place: thread, person: BOB });
    const inThread = await bob.reply({ kind: 'mention', text: 'cite', starter });
    expect(textOf(inThread.document)).toContain('arxiv-2503.00005');
    const elsewhere = createUser(core, { place: { ...thread, thread: 'message 9' } });
    expect(textOf((await elsewhere.reply({ kind: 'mention', text: 'cite', starter })).document)).toContain(
      'arxiv-2503.00009',
    );
  });

  it('finds no discussion of another tenant', async () => {
    const { core } = await opened(5);
    const stranger = createUser(core, { place: { ...thread, tenant: 'others' } });
    expect((await stranger.reply({ kind: 'mention', text: 'cite' })).outcome).toBe('refused');
  });

  it('makes the thread due for a refresh', async () => {
    const { core, clock, replied } = await opened(5);
    const { repository } = core.discussions;
    const due = async () =>
      (
        await repository.claimDueRefreshes({
          lease: { owner: 'x', until: clock.now },
          now: clock.now,
          limit: 9,
          platforms: ['test'],
        })
      ).length;
    clock.now = '2025-03-20T09:00:00.000Z';
    await replied(5, 1);
    const lease = { owner: 'y', until: clock.now };
    for (const { id, activity } of await repository.claimDueRefreshes({
      lease,
      now: clock.now,
      limit: 9,
      platforms: ['test'],
    })) {
      await repository.recordRefresh(id, { owner: 'y', now: clock.now, activity });
    }
    clock.now = '2025-04-20T09:00:00.000Z';
    expect(await due()).toBe(0);
    await createUser(core, { place: thread }).reply({ kind: 'mention', text: 'cite' });
    expect(await due()).toBe(1);
  });
});

describe('cite, summary and links', () => {
  it.each([
    [`cite ${idOf(5)}`, 'BibTeX for Walking Safely, Volume 5'],
    [`summary ${idOf(5)}`, 'We walk safely in 5 ways.'],
    [`links ${idOf(5)}`, 'Links for Walking Safely, Volume 5'],
  ])('get an ephemeral reply: %s', async (text, expected) => {
    const response = await createUser(createWorld().core).types(text);
    expect(response).toMatchObject({ outcome: 'answered', ephemeral: true });
    expect(textOf(response.document)).toContain(expected);
  });

  it.each(['cite', 'summary', 'links'])('need a paper outside of threads: %s', async (text) => {
    expect((await createUser(createWorld().core).types(text)).outcome).toBe('refused');
  });

  it('show a long BibTeX entry as code on several pages', async () => {
    const { core } = createWorld();
    const ada = createUser(core);
    const [paper] = core.papers.all();
    if (paper === undefined) throw new Error('no paper');
    core.papers.put([{ ...paper, authors: Array.from({ length: 150 }, (_, at) => `Author Number${at}`) }]);
    const { document } = await ada.types(`cite ${paper.id}`);
    expect(document.blocks[1]).toMatchObject({ kind: 'prose', spans: [{ kind: 'code' }] });
    expect(textOf((await ada.presses(document, 'Next')).document)).toContain('Number149');
  });

  it('mark an AI summary, and show all links', async () => {
    const { core } = createWorld();
    const [paper] = core.papers.all();
    if (paper === undefined) throw new Error('no paper');
    const links = { arxiv: 'https://arxiv.org/abs/1', code: 'https://github.com/a/b' };
    core.papers.put([{ ...paper, links, summary: { text: 'It walks.', by: 'model' } }]);
    const ada = createUser(core);
    expect(textOf((await ada.types(`summary ${paper.id}`)).document)).toContain('AI summary: It walks.');
    const replyText = JSON.stringify((await ada.types(`links ${paper.id}`)).document);
    for (const link of Object.values(links)) expect(replyText).toContain(link);
  });
});

it('records the display name of the person who opens a discussion', async () => {
  const { core } = createWorld();
  const [paper] = core.papers.all();
  if (paper === undefined) throw new Error('no paper');
  await openDiscussion(paper, core, {
    ...{ place: GENERAL, person: ADA, platform: findTestTraits(GENERAL.platform), canManage: false },
  });
  expect(await core.discussions.repository.list(GENERAL, 1)).toMatchObject([
    { opener: { id: 'U1', name: 'Ada' }, openedAt: NOW },
  ]);
});
