import { describe, expect, it } from 'vitest';
import type { ChatInteraction } from '../../../../src/chat/interaction.ts';
import { type Options, type PaperboyOnSlack, startPaperboy, WAYS } from './paperboy-on-slack.ts';
import { read, waitForIdle } from './slack-user.ts';

/** Records the dispatched interactions. */
async function recordInteractions(
  options: Options = {},
): Promise<PaperboyOnSlack & { interactions: ChatInteraction[] }> {
  const interactions: ChatInteraction[] = [];
  const paperboy = await startPaperboy({
    ...options,
    dispatch: (dispatch) => (interaction) => {
      interactions.push(interaction);
      return dispatch(interaction);
    },
  });
  return { ...paperboy, interactions };
}

describe.each(WAYS)('an event over %s', (way) => {
  it('gets one reply if it arrives three times', async () => {
    const { slack } = await startPaperboy({ way });
    const mention = slack.mention({ text: 'walking', times: 3 });
    await mention.allAcknowledged;
    await mention.answered;
    await waitForIdle(slack);
    expect(mention.replies).toHaveLength(1);
    expect(mention.acknowledgements).toHaveLength(3);
  });

  it('gets a reply if only a retry arrives', async () => {
    const { slack } = await startPaperboy({ way });
    expect(read(await slack.mention({ text: 'walking', firstRetry: 1 }).answered)).toContain('Safe Offline Walking');
  });

  it('gets one reply if it arrives again over a new connection', async () => {
    const { slack } = await startPaperboy({ way });
    const mention = slack.mention({ text: 'walking' });
    await mention.answered;
    if (way === 'socket') {
      slack.socketMode.drop();
      await slack.until(() => slack.socketMode.totalConnections === 2);
      await slack.socketMode.connected();
    }
    mention.resend();
    await mention.allAcknowledged;
    await waitForIdle(slack);
    expect(mention.replies).toHaveLength(1);
  });

  it('gets one reply if it arrives both as a mention and as a message', async () => {
    const { slack } = await startPaperboy({ way });
    const mention = slack.mention({ text: 'walking', asMessageToo: true });
    expect((await mention.answered).threadTs).toBe(mention.message.ts);
    await waitForIdle(slack);
    expect(mention.replies).toHaveLength(1);
  });
});

describe('an event that is not for Paperboy', () => {
  const message = { user: 'U0FAKE0002', text: 'walking', ts: '1700000000.000100', event_ts: '1700000000.000100' };

  it.each<[string, object]>([
    ['a message by a bot', { bot_id: 'B1' }],
    ['an edit', { subtype: 'message_changed', message: { ...message }, hidden: true }],
    ['a deletion', { subtype: 'message_deleted', deleted_ts: message.ts, hidden: true }],
    ['a message by a legacy bot', { subtype: 'bot_message', bot_id: 'B1' }],
    ['an edited message', { edited: { user: message.user, ts: message.ts } }],
    ['a message in a channel', { channel_type: 'channel' }],
    ['a message in a group conversation', { channel_type: 'mpim' }],
  ])('is ignored: %s', async (_, more) => {
    const { slack, interactions } = await recordInteractions();
    const channel = slack.directChannelId();
    await slack.event({ type: 'message', channel_type: 'im', channel, ...message, ...more }).allAcknowledged;
    await waitForIdle(slack);
    expect(interactions).toHaveLength(1);
  });

  it.each<[string, object]>([
    ['by a bot', { bot_id: 'B1' }],
    ['without a user', { user: undefined }],
    ['added by an edit', { edited: { user: message.user, ts: message.ts } }],
  ])('is ignored: a mention %s', async (_, more) => {
    const { slack, interactions } = await recordInteractions();
    await slack.event({ type: 'app_mention', channel: slack.channelId, ...message, ...more }).allAcknowledged;
    await waitForIdle(slack);
    expect(interactions).toHaveLength(1);
  });
});

describe.each(WAYS)('the removal of the app over %s', (way) => {
  const REMOVALS = {
    'the app is uninstalled': ['appUninstalled'],
    'its token is revoked': ['tokensRevoked'],
    'the app is uninstalled, then its token is revoked': ['appUninstalled', 'tokensRevoked'],
    'its token is revoked, then the app is uninstalled': ['tokensRevoked', 'appUninstalled'],
  } as const;

  it.each(Object.entries(REMOVALS))('is dispatched and reported as a fatal error once: %s', async (_, events) => {
    const { slack, platform, fatal, interactions } = await recordInteractions({ way });
    const place = { platform: 'slack', tenant: slack.teamId, channel: slack.channelId };
    for (const event of events) await slack[event]().allAcknowledged;
    await slack.until(() => interactions.length > 0 && fatal.length > 0);
    const outcome = await platform.post(place, { blocks: [] }, 'key');
    expect(outcome).toMatchObject({ kind: 'unavailable' });
    expect(slack.requestsTo('chat.postMessage')).toEqual([]);
    expect(interactions).toMatchObject([{ kind: 'uninstalled', place: { tenant: slack.teamId } }]);
    expect(fatal.map(({ message }) => message)).toEqual([expect.stringMatching(/^Slack rejects SLACK_BOT_TOKEN/)]);
  });
});

it('keeps running when another token is revoked', async () => {
  const { slack, interactions, fatal } = await recordInteractions();
  await slack.event({ type: 'tokens_revoked', tokens: { oauth: ['U1'], bot: ['U2'] } }).allAcknowledged;
  await waitForIdle(slack);
  expect(interactions).toHaveLength(1);
  expect(fatal).toEqual([]);
});

it('reports a fatal error when a reply fails because of an invalid token', async () => {
  const { slack, fatal } = await startPaperboy();
  slack.refuseToken('account_inactive');
  slack.mention({ text: 'walking' });
  await slack.until(() => fatal.length > 0);
  expect(fatal).toHaveLength(1);
});
