import { describe, expect, it } from 'vitest';
import { RELATED_SHORTCUT, SEARCH_SHORTCUT } from '../../../../adapters/slack/manifest.ts';
import type { ChatInteraction } from '../../../../src/chat/interaction.ts';
import type { FakeSlack } from '../../../fakes/slack/index.ts';
import type { FakeUser } from '../../../fakes/slack/state.ts';
import { startPaperboy, WAYS } from './paperboy-on-slack.ts';
import { read, settled, use } from './slack-user.ts';

type Deed = (slack: FakeSlack, user: FakeUser) => Promise<unknown>;

const LINK = 'https://arxiv.org/abs/2401.12345';

/** All that people do, each of which Slack tells in a form of its own. */
const DEEDS: Readonly<Record<string, Deed>> = {
  'types a command': (slack, user) => slack.command({ text: 'search walking', user }).answered,
  'presses a button': async (slack, user) => {
    const card = await slack.command({ text: 'share 2401.12345' }).answered;
    return use(slack, card, 'Related', { user }).answered;
  },
  'uses the form, what it offers, and the buttons of its answer': async (slack, user) => {
    const form = await slack.globalShortcut({ callbackId: SEARCH_SHORTCUT, user }).view;
    await slack.viewSubmission({ view: form, entries: { query: 'juggling' } }).acknowledged;
    const list = await slack.viewUntil(form, ({ updates }) => updates === 1);
    await use(slack, list, 'Open').view;
    return use(slack, list, 'Share').view;
  },
  'is offered papers': async (slack, user) => {
    await slack.homeOpened({ user }).settled;
    const home = await slack.until(() => slack.home(user));
    const form = await use(slack, home, 'Share a paper').view;
    return slack.options({ on: form, actionId: 'paper', value: 'safe' });
  },
  'asks about a message': async (slack, user) => {
    const message = slack.personSays(slack.channelId, LINK);
    return slack.messageShortcut({ callbackId: RELATED_SHORTCUT, message, user }).answered;
  },
  'mentions Paperboy': (slack, user) => slack.mention({ text: 'walking', user }).answered,
  'mentions Paperboy in a thread': (slack, user) => {
    const { ts } = slack.personSays(slack.channelId, LINK);
    return slack.mention({ text: 'related', threadTs: ts, user }).answered;
  },
  'writes to Paperboy': (slack, user) => slack.directMessage({ text: 'walking', user }).answered,
  'posts a link': (slack, user) => {
    const { shared } = slack.linkShared({ links: [LINK], user });
    return slack.until(() => slack.message(shared.channel, shared.ts)?.unfurls[LINK]);
  },
};

describe.each(WAYS)('whoever of another organization, over %s,', (way) => {
  it.each(Object.entries(DEEDS))('%s does so in our workspace', async (_, does) => {
    const told: ChatInteraction[] = [];
    const { slack } = await startPaperboy({
      way,
      dispatch: (dispatch) => (invocation) => {
        told.push(invocation);
        return dispatch(invocation);
      },
    });
    const stranger = slack.addUser({ name: 'eve', teamId: 'T0ELSEWHERE' });
    await does(slack, stranger);
    expect(told.map(({ person }) => person.id)).toContain(stranger.id);
    expect(new Set(told.map(({ place }) => place.tenant))).toEqual(new Set([slack.teamId]));
  });
});

describe('somebody of another organization', () => {
  it('is called by their name', async () => {
    const { slack } = await startPaperboy();
    const user = slack.addUser({ name: 'eve', teamId: 'T0ELSEWHERE' });
    expect(read(await slack.mention({ text: 'share 2401.12345', user }).answered)).toContain('Shared by eve');
  });

  it('shares the settings of a channel with all others in it', async () => {
    const { slack } = await startPaperboy();
    const user = slack.addUser({ name: 'eve', teamId: 'T0ELSEWHERE' });
    await slack.command({ text: 'previews off', user }).answered;
    slack.linkShared({ links: [LINK] });
    await settled(slack);
    expect(slack.unfurls).toEqual([]);
  });
});
