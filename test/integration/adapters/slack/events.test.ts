import { describe, expect, it } from 'vitest';
import type { ChatInteraction } from '../../../../src/chat/interaction.ts';
import { type Options, type PaperboyOnSlack, startPaperboy, WAYS } from './paperboy-on-slack.ts';
import { read, settled } from './slack-user.ts';

/** With all that the core is told. */
async function overheard(options: Options = {}): Promise<PaperboyOnSlack & { told: ChatInteraction[] }> {
  const told: ChatInteraction[] = [];
  const paperboy = await startPaperboy({
    ...options,
    dispatch: (dispatch) => (invocation) => {
      told.push(invocation);
      return dispatch(invocation);
    },
  });
  return { ...paperboy, told };
}

describe.each(WAYS)('an event over %s', (way) => {
  it('that comes three times is answered once', async () => {
    const { slack } = await startPaperboy({ way });
    const mention = slack.mention({ text: 'walking', times: 3 });
    await mention.settled;
    await mention.answered;
    await settled(slack);
    expect(mention.said).toHaveLength(1);
    expect(mention.acknowledgements).toHaveLength(3);
  });

  it('whose first copy was lost is answered when it comes again', async () => {
    const { slack } = await startPaperboy({ way });
    expect(read(await slack.mention({ text: 'walking', firstRetry: 1 }).answered)).toContain('Safe Offline Walking');
  });

  it('that comes again after a new connection is answered once', async () => {
    const { slack } = await startPaperboy({ way });
    const mention = slack.mention({ text: 'walking' });
    await mention.answered;
    if (way === 'socket') {
      slack.socketMode.drop();
      await slack.until(() => slack.socketMode.hellos === 2);
      await slack.socketMode.connected();
    }
    mention.again();
    await mention.settled;
    await settled(slack);
    expect(mention.said).toHaveLength(1);
  });

  it('of a mention that also comes as a message is answered once', async () => {
    const { slack } = await startPaperboy({ way });
    const mention = slack.mention({ text: 'walking', asMessageToo: true });
    expect((await mention.answered).threadTs).toBe(mention.message.ts);
    await settled(slack);
    expect(mention.said).toHaveLength(1);
  });
});

describe('what nobody asked', () => {
  const said = { user: 'U0FAKE0002', text: 'walking', ts: '1700000000.000100', event_ts: '1700000000.000100' };

  it.each<[string, object]>([
    ['a message of a bot', { bot_id: 'B1' }],
    ['an edit', { subtype: 'message_changed', message: { ...said }, hidden: true }],
    ['a deletion', { subtype: 'message_deleted', deleted_ts: said.ts, hidden: true }],
    ['a message of an app of old', { subtype: 'bot_message', bot_id: 'B1' }],
    ['a message that was edited', { edited: { user: said.user, ts: said.ts } }],
    ['a message in a channel', { channel_type: 'channel' }],
    ['a message among several people', { channel_type: 'mpim' }],
  ])('is left alone: %s', async (_, more) => {
    const { slack, told } = await overheard();
    const channel = slack.directChannelId();
    await slack.event({ type: 'message', channel_type: 'im', channel, ...said, ...more }).settled;
    await settled(slack);
    expect(told).toHaveLength(1);
  });

  it.each<[string, object]>([
    ['by a bot', { bot_id: 'B1' }],
    ['by nobody', { user: undefined }],
    ['that an edit made', { edited: { user: said.user, ts: said.ts } }],
  ])('is left alone: a mention %s', async (_, more) => {
    const { slack, told } = await overheard();
    await slack.event({ type: 'app_mention', channel: slack.channelId, ...said, ...more }).settled;
    await settled(slack);
    expect(told).toHaveLength(1);
  });
});

describe.each(WAYS)('an app that is removed, over %s', (way) => {
  const REMOVALS = {
    'is uninstalled': ['appUninstalled'],
    'has its token revoked': ['tokensRevoked'],
    'is uninstalled, then loses its token': ['appUninstalled', 'tokensRevoked'],
    'loses its token, then is uninstalled': ['tokensRevoked', 'appUninstalled'],
  } as const;

  it.each(Object.entries(REMOVALS))(
    'tells the core and the host once, and says nothing more: %s',
    async (_, events) => {
      const { slack, platform, fatal, told } = await overheard({ way });
      const place = { platform: 'slack', tenant: slack.teamId, channel: slack.channelId };
      for (const event of events) await slack[event]().settled;
      await slack.until(() => told.length > 0 && fatal.length > 0);
      const outcome = await platform.post(place, { blocks: [] }, 'key');
      expect(outcome).toMatchObject({ kind: 'unavailable' });
      expect(slack.requestsTo('chat.postMessage')).toEqual([]);
      expect(told).toMatchObject([{ kind: 'uninstalled', place: { tenant: slack.teamId } }]);
      expect(fatal.map(({ message }) => message)).toEqual([expect.stringMatching(/^Slack rejects SLACK_BOT_TOKEN/)]);
    },
  );
});

it('goes on when somebody else loses a token', async () => {
  const { slack, told, fatal } = await overheard();
  await slack.event({ type: 'tokens_revoked', tokens: { oauth: ['U1'], bot: ['U2'] } }).settled;
  await settled(slack);
  expect(told).toHaveLength(1);
  expect(fatal).toEqual([]);
});

it('tells the host when an answer meets a dead token', async () => {
  const { slack, fatal } = await startPaperboy();
  slack.refuseToken('account_inactive');
  slack.mention({ text: 'walking' });
  await slack.until(() => fatal.length > 0);
  expect(fatal).toHaveLength(1);
});
