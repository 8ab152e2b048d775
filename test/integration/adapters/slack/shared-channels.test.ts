import { describe, expect, it } from 'vitest';
import { RELATED_SHORTCUT, SEARCH_SHORTCUT } from '../../../../adapters/slack/manifest.ts';
import type { ChatInteraction } from '../../../../src/chat/interaction.ts';
import type { FakeSlack } from '../../../fakes/slack/index.ts';
import type { FakeUser } from '../../../fakes/slack/state.ts';
import { startPaperboy, WAYS } from './paperboy-on-slack.ts';
import { read, use, waitForIdle } from './slack-user.ts';

type Act = (slack: FakeSlack, user: FakeUser) => Promise<unknown>;

const LINK = 'https://arxiv.org/abs/2401.12345';

/** The kinds of interactions, each with its own payload format. */
const ACTS: Readonly<Record<string, Act>> = {
  'types a command': (slack, user) => slack.command({ text: 'search walking', user }).answered,
  'clicks a button': async (slack, user) => {
    const card = await slack.command({ text: 'share 2401.12345' }).answered;
    return use(slack, card, 'Related', { user }).answered;
  },
  'submits the form and clicks buttons in the results': async (slack, user) => {
    const form = await slack.globalShortcut({ callbackId: SEARCH_SHORTCUT, user }).view;
    await slack.viewSubmission({ view: form, entries: { query: 'juggling' } }).acknowledged;
    const list = await slack.viewUntil(form, ({ updates }) => updates === 1);
    await use(slack, list, 'Open').view;
    return use(slack, list, 'Share').view;
  },
  'types in a field with suggestions': async (slack, user) => {
    await slack.homeOpened({ user }).allAcknowledged;
    const home = await slack.until(() => slack.home(user));
    const form = await use(slack, home, 'Share a paper').view;
    return slack.options({ on: form, actionId: 'paper', value: 'safe' });
  },
  'uses the message shortcut': async (slack, user) => {
    const message = slack.writeMessage(slack.channelId, LINK);
    return slack.messageShortcut({ callbackId: RELATED_SHORTCUT, message, user }).answered;
  },
  'mentions Paperboy': (slack, user) => slack.mention({ text: 'walking', user }).answered,
  'mentions Paperboy in a thread': (slack, user) => {
    const { ts } = slack.writeMessage(slack.channelId, LINK);
    return slack.mention({ text: 'related', threadTs: ts, user }).answered;
  },
  'sends a direct message': (slack, user) => slack.directMessage({ text: 'walking', user }).answered,
  'posts a link': (slack, user) => {
    const { shared } = slack.linkShared({ links: [LINK], user });
    return slack.until(() => slack.message(shared.channel, shared.ts)?.unfurls[LINK]);
  },
};

describe.each(WAYS)('a user of another organization over %s', (way) => {
  it.each(Object.entries(ACTS))('%s in our workspace', async (_, act) => {
    const interactions: ChatInteraction[] = [];
    const { slack } = await startPaperboy({
      way,
      dispatch: (dispatch) => (interaction) => {
        interactions.push(interaction);
        return dispatch(interaction);
      },
    });
    const externalUser = slack.addUser({ name: 'eve', teamId: 'T0ELSEWHERE' });
    await act(slack, externalUser);
    expect(interactions.map(({ person }) => person.id)).toContain(externalUser.id);
    expect(new Set(interactions.map(({ place }) => place.tenant))).toEqual(new Set([slack.teamId]));
  });
});

describe('a user of another organization', () => {
  it('is shown with their name', async () => {
    const { slack } = await startPaperboy();
    const user = slack.addUser({ name: 'eve', teamId: 'T0ELSEWHERE' });
    expect(read(await slack.mention({ text: 'share 2401.12345', user }).answered)).toContain('Shared by eve');
  });

  it('changes settings for everyone in a shared channel', async () => {
    const { slack } = await startPaperboy();
    const user = slack.addUser({ name: 'eve', teamId: 'T0ELSEWHERE' });
    await slack.command({ text: 'previews off', user }).answered;
    slack.linkShared({ links: [LINK] });
    await waitForIdle(slack);
    expect(slack.unfurls).toEqual([]);
  });
});
