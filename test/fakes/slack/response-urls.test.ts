import { App, type BlockAction, SocketModeReceiver, type ViewSubmitAction } from '@slack/bolt';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FakeSlack, startFakeSlack } from './index.ts';

const plain = (text: string) => ({ type: 'plain_text', text }) as const;
const CHANNEL_FIELD = {
  type: 'input' as const,
  block_id: 'where',
  label: plain('Where'),
  element: {
    type: 'conversations_select' as const,
    action_id: 'channel',
    response_url_enabled: true,
    default_to_current_conversation: true,
  },
};
const FORM = { type: 'modal' as const, title: plain('Share'), submit: plain('Share'), blocks: [CHANNEL_FIELD] };
const LINK = 'https://arxiv.org/abs/2401.12345';

let slack: FakeSlack;
let app: App;

beforeEach(async () => {
  slack = await startFakeSlack();
  const clientOptions = { slackApiUrl: slack.apiUrl };
  const receiver = new SocketModeReceiver({ appToken: slack.appToken, installerOptions: { clientOptions } });
  app = new App({ token: slack.botToken, receiver, clientOptions });
  app.command('/papers', async ({ ack, client, command: { trigger_id } }) => {
    await ack();
    await client.views.open({ trigger_id, view: FORM });
  });
  await app.start();
});

afterEach(async () => {
  await app.stop();
  await slack.close();
});

describe('a form with a response URL', () => {
  beforeEach(() => {
    app.view<ViewSubmitAction>({ callback_id: /.*/, type: 'view_submission' }, async ({ ack, body, respond }) => {
      await ack();
      const [{ block_id, action_id } = {}] = body.response_urls ?? [];
      await respond({
        response_type: 'in_channel',
        text: `${block_id} ${action_id}`,
        unfurl_links: false,
        unfurl_media: false,
      });
    });
  });

  it('has a response URL for the chosen channel', async () => {
    const view = await slack.command({}).view;
    const other = slack.addChannel({ isMember: false }).id;
    const reply = await slack.viewSubmission({ view, entries: { where: other } }).answered;
    expect(reply).toMatchObject({ channel: other, body: { text: 'where channel' } });
    expect(slack.violations).toEqual([]);
  });

  it('defaults to the current channel', async () => {
    const channel = slack.addChannel().id;
    const view = await slack.command({ channel }).view;
    expect(await slack.viewSubmission({ view }).answered).toMatchObject({ channel });
  });
});

it('sends clicks on buttons in unfurls, which are not messages of the app', async () => {
  const actions: BlockAction[] = [];
  const blocks = [
    {
      type: 'actions' as const,
      elements: [{ type: 'button' as const, action_id: 'go', value: 'x', text: plain('Go') }],
    },
  ];
  app.event('link_shared', async ({ event, client }) => {
    const { unfurl_id = '', links } = event;
    const unfurls = Object.fromEntries(links.map(({ url }) => [url, { blocks }]));
    await client.chat.unfurl({ unfurl_id, source: 'conversations_history', unfurls });
  });
  app.action<BlockAction>('go', async ({ ack, body, respond }) => {
    await ack();
    actions.push(body);
    await respond({ text: 'Gone' });
  });
  const { shared } = slack.linkShared({ links: [LINK] });
  const message = await slack.until(() => slack.unfurls.length > 0 && slack.message(shared.channel, shared.ts));
  const { onlyFor } = await slack.press({ on: message, actionId: 'go' }).answered;
  expect(onlyFor).toBe(slack.person.id);
  expect(actions).toMatchObject([
    { container: { type: 'message_attachment', is_app_unfurl: true, app_unfurl_url: LINK, message_ts: shared.ts } },
  ]);
  expect(actions[0]?.message).toBeUndefined();
});

it('records ephemeral messages in threads without replies', async () => {
  const { ts } = slack.writeMessage(slack.channelId, 'Anybody?');
  const message = { channel: slack.channelId, user: slack.person.id, thread_ts: ts, text: 'Here' };
  await app.client.chat.postEphemeral(message);
  expect(slack.violations).toEqual([expect.stringContaining('has no replies yet')]);
  slack.writeMessage(slack.channelId, 'Me', { threadTs: ts });
  await app.client.chat.postEphemeral(message);
  expect(slack.violations).toHaveLength(1);
});
