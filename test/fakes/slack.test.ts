import {
  App,
  type BlockAction,
  HTTPReceiver,
  type Logger,
  LogLevel,
  type OverflowAction,
  SocketModeReceiver,
  webApi,
} from '@slack/bolt';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FakeSlack, startFakeSlack } from './slack/index.ts';
import { visibleText } from './slack/visible-text.ts';

const QUIET = { unfurl_links: false, unfurl_media: false };
/** Bolt would log the connections that are cut and the requests that are rejected on purpose. */
const SILENT: Logger = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  setLevel() {},
  setName() {},
  getLevel: () => LogLevel.ERROR,
};
const LONG_PING_TIMEOUT_MS = 5000;
const SHORT_PING_TIMEOUT_MS = 150;
const plain = (text: string) => ({ type: 'plain_text', text }) as const;
const button = (action_id: string, value: string) => ({
  type: 'button' as const,
  action_id,
  value,
  text: plain(value),
});
const CARD = {
  text: 'Two papers',
  blocks: [
    { type: 'section' as const, text: plain('Balls & <clubs>') },
    { type: 'actions' as const, block_id: 'paper-1', elements: [button('open', 'first')] },
    { type: 'actions' as const, block_id: 'paper-2', elements: [button('open', 'second')] },
  ],
};
const MODAL = {
  type: 'modal' as const,
  callback_id: 'search',
  title: plain('Search papers'),
  submit: plain('Search'),
  blocks: [
    {
      type: 'input' as const,
      block_id: 'query',
      label: plain('Words'),
      element: { type: 'plain_text_input' as const, action_id: 'words' },
    },
    {
      type: 'input' as const,
      block_id: 'order',
      label: plain('Order'),
      optional: true,
      element: {
        type: 'static_select' as const,
        action_id: 'sort',
        options: ['newest', 'best'].map((value) => ({ text: plain(value), value })),
      },
    },
  ],
};

let slack: FakeSlack;
let app: App;
let stop: () => Promise<unknown>;

/** A real app. Bolt reconnects after the ping timeout. */
function createSocketApp(clientPingTimeout = LONG_PING_TIMEOUT_MS): App {
  const clientOptions = { slackApiUrl: slack.apiUrl };
  const { appToken, botToken: token } = slack;
  const receiver = new SocketModeReceiver({
    appToken,
    clientPingTimeout,
    logger: SILENT,
    installerOptions: { clientOptions },
  });
  return new App({ token, receiver, clientOptions, logger: SILENT });
}

async function startOverSocket(clientPingTimeout = LONG_PING_TIMEOUT_MS): Promise<void> {
  app = createSocketApp(clientPingTimeout);
  stop = () => app.stop();
  await app.start();
}

async function startOverHttp(): Promise<void> {
  const { signingSecret, botToken: token } = slack;
  const receiver = new HTTPReceiver({ signingSecret, bodyLimit: 10_000, logger: SILENT });
  app = new App({ token, receiver, clientOptions: { slackApiUrl: slack.apiUrl }, logger: SILENT });
  const server = await app.start({ port: 0, host: '127.0.0.1' });
  stop = () => app.stop();
  const address = server?.address();
  if (!address || typeof address === 'string') throw new Error('app is not listening');
  slack.http.url = `http://127.0.0.1:${address.port}/slack/events`;
}

beforeEach(async () => {
  slack = await startFakeSlack();
  stop = async () => {};
});

afterEach(async () => {
  await stop();
  await slack.close();
});

describe.each([
  ['Socket Mode', startOverSocket],
  ['HTTP', startOverHttp],
])('an app over %s', (_, start) => {
  beforeEach(() => start());
  afterEach(() => expect(slack.violations).toEqual([]));

  it('acknowledges a command and replies through the response URL', async () => {
    app.command('/papers', async ({ ack, respond, command }) => {
      await ack();
      await respond({ text: `You said: ${command.text}` });
    });
    const handle = slack.command({ text: 'search balls & clubs' });
    expect(await handle.acknowledged).toMatchObject({ status: 200, afterMs: expect.any(Number) });
    const message = await handle.answered;
    expect(visibleText(message.body)).toBe('You said: search balls & clubs');
    expect(message.onlyFor).toBe(slack.person.id);
    expect(slack.ephemerals(slack.channelId)).toEqual([message]);
    expect(slack.messages(slack.channelId)).toEqual([]);
  });

  it('replies to a command with the acknowledgement', async () => {
    app.command('/papers', ({ ack }) => ack({ response_type: 'in_channel', text: 'Public', ...QUIET }));
    const { body, onlyFor } = await slack.command({}).answered;
    expect([visibleText(body), onlyFor]).toEqual(['Public', undefined]);
  });

  it('receives button clicks and replaces their message', async () => {
    app.command('/papers', async ({ ack, respond }) => {
      await ack();
      await respond({ ...CARD });
    });
    app.action({ type: 'block_actions', action_id: 'open' }, async ({ ack, respond, payload, body }) => {
      await ack();
      const value = payload.type === 'button' ? payload.value : '';
      await respond({ replace_original: true, text: `${value} in ${body.container['is_ephemeral']}` });
    });
    const answer = slack.command({});
    await answer.answered;
    const pressed = slack.press({ on: answer, actionId: 'open', value: 'second' });
    expect((await pressed.answered).body).toEqual({ text: 'second in true' });
    expect(answer.message()?.edits).toBe(1);
    expect(pressed.responses).toMatchObject([{ kind: 'replaced' }]);
    expect(() => slack.press({ on: answer, actionId: 'open' })).toThrow('only none');
  });

  it('opens a view, shows errors in it, and closes it', async () => {
    app.shortcut('search', async ({ ack, client, shortcut }) => {
      await ack();
      await client.views.open({ trigger_id: shortcut.trigger_id, view: MODAL });
    });
    app.view('search', async ({ ack, view }) => {
      const { words } = view.state.values['query'] ?? {};
      if (words?.value === 'x') await ack({ response_action: 'errors', errors: { query: 'Too short' } });
      else await ack();
    });
    const view = await slack.globalShortcut({ callbackId: 'search' }).view;
    expect(() => slack.viewSubmission({ view })).toThrow('query is required');
    const bad = await slack.viewSubmission({ view, entries: { query: 'x' } }).acknowledged;
    expect(bad.body).toMatchObject({ errors: { query: 'Too short' } });
    expect(slack.views).toMatchObject([{ id: view.id, isOpen: true, how: 'opened' }]);
    await slack.viewSubmission({ view, entries: { words: 'juggling', sort: 'newest' } }).acknowledged;
    expect(slack.views).toMatchObject([{ id: view.id, isOpen: false }]);
  });

  it('sends options, updates a view by its hash, and pushes another', async () => {
    const select = { type: 'external_select' as const, action_id: 'topic', min_query_length: 1 };
    const blocks = [
      { type: 'section' as const, block_id: 'pick', text: plain('Topic'), accessory: select },
      { type: 'actions' as const, elements: [button('more', 'More')] },
    ];
    const view = { type: 'modal' as const, title: plain('Topics'), blocks };
    app.options('topic', ({ ack, payload }) =>
      ack({ options: [{ text: plain(payload.value.toUpperCase()), value: payload.value }] }),
    );
    app.shortcut('topics', async ({ ack, client, shortcut }) => {
      await ack();
      await client.views.open({ trigger_id: shortcut.trigger_id, view });
    });
    app.action<BlockAction>('topic', async ({ ack, client, body }) => {
      await ack();
      const { id = '', hash = '' } = body.view ?? {};
      const changed = { ...view, title: plain('Changed') };
      await client.views.update({ view_id: id, hash, view: changed });
      await client.views.update({ view_id: id, hash, view: changed }).catch(() => undefined);
    });
    app.action<BlockAction>('more', async ({ ack, client, body }) => {
      await ack();
      await client.views.push({ trigger_id: body.trigger_id ?? '', view: { ...view, title: plain('Second') } });
    });
    const opened = await slack.globalShortcut({ callbackId: 'topics' }).view;
    expect(await slack.options({ on: opened, actionId: 'topic', value: 'clubs' })).toMatchObject([{ value: 'clubs' }]);
    slack.choose({ on: opened, actionId: 'topic', value: 'clubs' });
    const changed = await slack.viewUntil(opened, ({ updates }) => updates === 1);
    expect(changed.body.title?.text).toBe('Changed');
    expect(changed.hash).not.toBe(opened.hash);
    await slack.until(() => slack.requestsTo('views.update').length === 2);
    const pushed = await slack.press({ on: opened, actionId: 'more' }).view;
    expect(pushed).toMatchObject({ how: 'pushed', previousId: opened.id, rootId: opened.id });
    expect(() => slack.viewClosed({ view: pushed })).toThrow('notify_on_close');
  });

  it('pushes or replaces a submitted view, and receives its closing', async () => {
    const result = (text: string) => ({
      type: 'modal' as const,
      title: plain(text),
      notify_on_close: true,
      blocks: CARD.blocks,
    });
    const received: unknown[] = [];
    app.shortcut('search', async ({ ack, client, shortcut }) => {
      await ack();
      await client.views.open({ trigger_id: shortcut.trigger_id, view: MODAL });
    });
    app.view('search', ({ ack, view }) => {
      const isFirst = view.state.values['query']?.['words']?.value === 'first';
      return ack({ response_action: isFirst ? 'push' : 'update', view: result(isFirst ? 'Pushed' : 'Updated') });
    });
    app.view({ type: 'view_closed', callback_id: /.*/ }, async ({ ack, body }) => {
      received.push('is_cleared' in body && body.is_cleared);
      await ack();
    });
    const view = await slack.globalShortcut({ callbackId: 'search' }).view;
    const pushed = await slack.viewSubmission({ view, entries: { query: 'first' } }).view;
    expect(pushed).toMatchObject({ how: 'pushed', previousId: view.id });
    await slack.viewSubmission({ view, entries: { query: 'second' } }).acknowledged;
    const updated = await slack.viewUntil(view, ({ updates }) => updates === 1);
    expect(updated.body.title?.text).toBe('Updated');
    await slack.viewClosed({ view: updated, all: true }).acknowledged;
    expect(received).toEqual([true]);
    expect(slack.views.map(({ isOpen }) => isOpen)).toEqual([false, false]);
  });

  it('receives a choice in a public message and updates the message', async () => {
    const more = {
      type: 'overflow' as const,
      action_id: 'more',
      options: ['share', 'save'].map((value) => ({ text: plain(value), value })),
    };
    const { client } = app;
    const blocks = [{ type: 'section' as const, text: plain('A paper'), accessory: more }];
    const { ts = '' } = await client.chat.postMessage({ channel: slack.channelId, text: 'A paper', blocks, ...QUIET });
    app.action<BlockAction<OverflowAction>>('more', async ({ ack, body, payload }) => {
      await ack();
      const place = { channel: body.channel?.id ?? '', ts: body.message?.ts ?? '' };
      await client.chat.update({ ...place, text: `Chosen: ${payload.selected_option.value}`, blocks: [] });
    });
    const on = slack.message(slack.channelId, ts);
    if (!on) throw new Error('not posted');
    expect(visibleText(on.body)).toBe('A paper\nshare\nsave');
    const chosen = slack.choose({ on, actionId: 'more', value: 'save' });
    expect(visibleText((await chosen.answered).body)).toBe('Chosen: save');
    expect(() => slack.choose({ on, actionId: 'more', value: 'x' })).toThrow('no element more');
  });

  it('replies to a mention in a thread', async () => {
    const thread = slack.writeMessage(slack.channelId, 'Have you read this?');
    app.event('app_mention', async ({ event, say }) => {
      await say({ text: `Heard: ${event.text.includes('&amp;')}`, thread_ts: event.thread_ts ?? event.ts, ...QUIET });
    });
    const mention = slack.mention({ text: 'related & https://arxiv.org/abs/1', threadTs: thread.ts });
    expect(await mention.answered).toMatchObject({ threadTs: thread.ts, body: { text: 'Heard: true' } });
    expect(mention.message.body.text).toBe(`<@${slack.botUserId}> related &amp; <https://arxiv.org/abs/1>`);
    expect(await mention.acknowledged).toMatchObject({ status: 200 });
  });

  it('unfurls links in a message and in a draft', async () => {
    app.event('link_shared', async ({ event, client }) => {
      const unfurls = Object.fromEntries(event.links.map(({ url }) => [url, { blocks: CARD.blocks }]));
      const { unfurl_id = '', source = 'composer' } = event;
      if (source === 'composer') await client.chat.unfurl({ unfurl_id, source, unfurls });
      else await client.chat.unfurl({ channel: event.channel, ts: event.message_ts, unfurls });
    });
    const links = ['https://arxiv.org/abs/1706.03762'];
    const { shared } = slack.linkShared({ links });
    slack.linkShared({ links, source: 'composer' });
    await slack.until(() => slack.unfurls.length === 2);
    expect(slack.unfurls.map(({ source }) => source)).toEqual(expect.arrayContaining([undefined, 'composer']));
    expect(Object.keys(slack.message(shared.channel, shared.ts)?.unfurls ?? {})).toEqual(links);
  });

  it('publishes a home tab', async () => {
    app.event('app_home_opened', async ({ event, client }) => {
      await client.views.publish({ user_id: event.user, view: { type: 'home', blocks: CARD.blocks } });
    });
    slack.homeOpened();
    const home = await slack.until(() => slack.home());
    app.action('open', ({ ack }) => ack());
    expect(await slack.press({ on: home, actionId: 'open', value: 'first' }).acknowledged).toMatchObject({
      status: 200,
    });
    slack.homeOpened();
    await slack.until(() => slack.home()?.updates === 1);
  });

  it('receives copies and retries of an event', async () => {
    const received: unknown[] = [];
    app.event('app_mention', async ({ body, context }) => void received.push([body.event_id, context.retryNum ?? 0]));
    const thrice = slack.mention({ text: 'hello', times: 3 });
    await thrice.allAcknowledged;
    const late = slack.mention({ text: 'hello', firstRetry: 1 });
    await late.allAcknowledged;
    late.resend();
    await late.allAcknowledged;
    const { eventId: id } = thrice;
    expect(received).toEqual(
      expect.arrayContaining([
        [id, 0],
        [id, 1],
        [id, 2],
        [late.eventId, 1],
        [late.eventId, 2],
      ]),
    );
    expect(received).toHaveLength(5);
  });

  it('receives messages, joins, revoked tokens and its removal', async () => {
    const received: string[] = [];
    for (const type of ['member_joined_channel', 'tokens_revoked', 'app_uninstalled'])
      app.event(type, async ({ event }) => void received.push(event.type));
    app.message(async ({ message }) => void received.push(message.type));
    await slack.memberJoined({ user: slack.addUser({ name: 'grace' }) }).allAcknowledged;
    await slack.directMessage({ text: 'help' }).allAcknowledged;
    await slack.tokensRevoked().allAcknowledged;
    await slack.appUninstalled().allAcknowledged;
    expect(received).toEqual(['member_joined_channel', 'message', 'tokens_revoked', 'app_uninstalled']);
  });

  it('receives a message shortcut', async () => {
    app.shortcut('related', async ({ ack, shortcut, respond }) => {
      await ack();
      if (shortcut.type === 'message_action') await respond({ text: `About: ${shortcut.message.text}` });
    });
    const message = slack.writeMessage(slack.channelId, 'Attention is all you need');
    const { body } = await slack.messageShortcut({ callbackId: 'related', message }).answered;
    expect(body.text).toBe('About: Attention is all you need');
  });
});

describe('Socket Mode', () => {
  const answer = (): void => void app.command('/papers', ({ ack, command }) => ack({ text: command.text }));
  const say = async (text: string): Promise<string | undefined> => (await slack.command({ text }).answered).body.text;

  it.each(['warning', 'refresh_requested'] as const)('makes a client reconnect after %s', async (reason) => {
    await startOverSocket(SHORT_PING_TIMEOUT_MS);
    answer();
    slack.socketMode.disconnect(reason);
    await slack.until(() => slack.socketMode.totalConnections === 2);
    await slack.socketMode.connected();
    expect(await say('again')).toBe('again');
    expect(slack.socketMode.openConnections).toBe(1);
    expect(slack.violations).toEqual([]);
  });

  it('makes a client reconnect after it is disconnected and rejected', async () => {
    await startOverSocket(SHORT_PING_TIMEOUT_MS);
    answer();
    slack.socketMode.rejectsConnections = true;
    slack.socketMode.drop();
    expect(() => slack.command({ text: 'lost' })).toThrow('no app is connected for /papers lost');
    await slack.until(() => slack.requestsTo('apps.connections.open').length === 3);
    slack.socketMode.rejectsConnections = false;
    await slack.socketMode.connected();
    expect(await say('back')).toBe('back');
  });

  it('can leave pings unanswered until the client reconnects', async () => {
    await startOverSocket(SHORT_PING_TIMEOUT_MS);
    slack.socketMode.answersPings = false;
    await slack.until(() => slack.socketMode.totalConnections === 2, 'a second connection');
    slack.socketMode.answersPings = true;
    await slack.socketMode.connected();
  });

  it('sends each envelope to one of several connections', async () => {
    await startOverSocket();
    answer();
    const second = createSocketApp();
    await second.start();
    await slack.socketMode.connected(2);
    second.command('/papers', ({ ack }) => ack({ text: 'from the second' }));
    expect([await say('from the first'), await say('from the first')].sort()).toEqual([
      'from the first',
      'from the second',
    ]);
    expect(new Set(slack.socketMode.deliveries.map(({ connection }) => connection))).toEqual(new Set([0, 1]));
    await second.stop();
  });

  it('rejects a wrong app token', async () => {
    const strict = await startFakeSlack({ appToken: 'xapp-other' });
    const client = new webApi.WebClient(slack.appToken, { slackApiUrl: strict.apiUrl });
    await expect(client.apps.connections.open({})).rejects.toMatchObject({ data: { error: 'invalid_auth' } });
    const bot = new webApi.WebClient(slack.botToken, { slackApiUrl: strict.apiUrl });
    await expect(bot.apps.connections.open({})).rejects.toMatchObject({ data: { error: 'not_allowed_token_type' } });
    await strict.close();
  });

  it('records late acknowledgements and invalid ones', async () => {
    await slack.close();
    slack = await startFakeSlack({ ackTimeoutMs: 20 });
    await startOverSocket();
    app.command('/papers', async ({ ack }) => {
      await slack.until(() => slack.violations.length === 1);
      await ack({ text: 'R&D' });
    });
    const late = slack.command({ text: 'help' });
    expect((await late.acknowledged).afterMs).toBeGreaterThanOrEqual(20);
    expect(slack.violations).toEqual([
      '/papers help: not acknowledged within 20 ms',
      expect.stringContaining('acknowledgement of /papers help: has an unescaped &'),
    ]);
  });
});

describe('HTTP', () => {
  const event = { type: 'event_callback', event: { type: 'app_mention' } };

  beforeEach(startOverHttp);

  it('sends the URL verification and the SSL check', async () => {
    const { status, text, challenge } = await slack.http.urlVerification();
    expect([status, JSON.parse(text)]).toEqual([200, { challenge }]);
    expect(await slack.http.sslCheck()).toMatchObject({ status: 200 });
  });

  it.each([
    ['with a bad signature', { secret: 'another' }, 401],
    ['without a signature', { headers: { 'x-slack-signature': undefined } }, 401],
    ['from six minutes ago', { ageSeconds: 360 }, 401],
    // Bolt accepts these.
    ['from the future', { ageSeconds: -3600 }, 200],
    ['that is too large', { body: 'x'.repeat(20_000) }, 413],
    ['to another path', { path: '/elsewhere' }, 404],
  ])('returns the response to a request %s', async (_, raw, status) => {
    app.event('app_mention', async () => {});
    expect(await slack.http.post({ body: event, ...raw })).toMatchObject({ status });
  });

  it('records responses without status 200', async () => {
    app.event('app_mention', async () => {});
    slack.http.url = slack.http.url?.replace('/slack/events', '/elsewhere');
    await slack.mention({ text: 'hello' }).acknowledged;
    slack.http.url = 'http://127.0.0.1:1';
    slack.mention({ text: 'hello' });
    await slack.until(() => slack.violations.length === 2);
    expect(slack.violations).toEqual([
      'the event app_mention: answered with status 404',
      expect.stringContaining('the event app_mention: no response over HTTP'),
    ]);
  });
});

describe('the Web API', () => {
  let client: webApi.WebClient;
  const post = (more: object = {}) =>
    client.chat.postMessage({ channel: slack.channelId, text: 'digest', ...QUIET, ...more });
  const errorCodeOf = (promise: Promise<unknown>): Promise<unknown> =>
    promise.then(
      () => 'none',
      (error) => error.data?.error ?? error.code ?? error.message,
    );

  beforeEach(() => {
    client = createClient();
  });

  const createClient = (timeout = 2000): webApi.WebClient =>
    new webApi.WebClient(slack.botToken, {
      slackApiUrl: slack.apiUrl,
      retryConfig: { retries: 0 },
      timeout,
      rejectRateLimitedCalls: true,
      logger: SILENT,
    });

  it('returns the bot and its users', async () => {
    expect(await client.auth.test()).toMatchObject({ user_id: slack.botUserId, team_id: slack.teamId });
    expect(await client.users.info({ user: slack.person.id })).toMatchObject({ user: { tz: 'Europe/Zurich' } });
  });

  it('stores messages with threads, updates and metadata', async () => {
    const metadata = { event_type: 'delivery', event_payload: { key: 'k1' } };
    const { ts = '' } = await post({ metadata, blocks: CARD.blocks });
    const { channelId: channel } = slack;
    const reply = await post({ thread_ts: ts });
    await client.chat.update({ channel, ts, text: 'changed' });
    await client.chat.postEphemeral({ channel, user: slack.person.id, text: 'psst' });
    expect(slack.messages(channel)).toMatchObject([
      { ts, edits: 1, body: { text: 'changed', metadata, blocks: [{}, {}, {}] } },
      { ts: reply.ts, threadTs: ts },
    ]);
    expect(slack.ephemerals(channel)).toMatchObject([{ onlyFor: slack.person.id }]);
    const history = await client.conversations.history({ channel, include_all_metadata: true, limit: 1 });
    expect(history.messages).toMatchObject([{ ts, reply_count: 1, metadata }]);
    expect(await client.conversations.history({ channel, oldest: ts })).toMatchObject({ messages: [] });
    expect((await client.conversations.replies({ channel, ts })).messages).toHaveLength(2);
    expect(await client.chat.getPermalink({ channel, message_ts: ts })).toMatchObject({
      permalink: expect.stringContaining(`/p${ts.replace('.', '')}`),
    });
    expect(slack.violations).toEqual([]);
  });

  it('returns a long history in pages', async () => {
    const small = await startFakeSlack({ maxHistoryPage: 2 });
    for (const text of ['1', '2', '3']) small.writeMessage(small.channelId, text);
    const reader = new webApi.WebClient(small.botToken, { slackApiUrl: small.apiUrl });
    const texts: unknown[] = [];
    for await (const page of reader.paginate('conversations.history', { channel: small.channelId })) {
      texts.push((page as { messages?: { text?: string }[] }).messages?.map(({ text }) => text));
    }
    expect(texts).toEqual([['3', '2'], ['1']]);
    await small.close();
  });

  it.each([
    ['not_in_channel', { isMember: false }],
    ['channel_not_found', { isMember: false, kind: 'private' }],
    ['is_archived', { isArchived: true }],
    ['restricted_action', { isRestricted: true }],
  ] as const)('rejects a post with %s', async (error, channel) => {
    expect(await errorCodeOf(post({ channel: slack.addChannel(channel).id }))).toBe(error);
  });

  it('lets the bot join public channels and message users', async () => {
    const closed = slack.addChannel({ isMember: false });
    slack.scopes.add('chat:write.public').add('channels:join');
    expect(await errorCodeOf(post({ channel: closed.id }))).toBe('none');
    expect(await errorCodeOf(client.conversations.history({ channel: closed.id }))).toBe('not_in_channel');
    await client.conversations.join({ channel: closed.id });
    expect(await client.conversations.info({ channel: closed.id })).toMatchObject({ channel: { is_member: true } });
    const { channel } = await client.conversations.open({ users: slack.person.id });
    await post({ channel: slack.person.id });
    expect(slack.messages(channel?.id ?? '')).toHaveLength(1);
    expect(await errorCodeOf(post({ channel: slack.botUserId }))).toBe('cannot_dm_bot');
  });

  it('rejects invalid tokens and missing scopes', async () => {
    slack.scopes.delete('chat:write');
    await expect(post()).rejects.toMatchObject({
      data: { error: 'missing_scope', needed: 'chat:write', provided: expect.stringContaining('commands') },
    });
    slack.scopes.delete('app_mentions:read');
    expect(() => slack.mention({ text: 'hello' })).toThrow('app_mentions:read');
    slack.refuseToken('token_revoked');
    expect(await errorCodeOf(post())).toBe('token_revoked');
    const otherClient = new webApi.WebClient('xoxb-wrong', { slackApiUrl: slack.apiUrl });
    expect(await errorCodeOf(otherClient.auth.test())).toBe('invalid_auth');
  });

  it('rejects and records invalid bodies', async () => {
    const blocks = [{ type: 'section', text: plain('x'.repeat(3001)) }];
    await expect(post({ blocks })).rejects.toMatchObject({
      data: {
        error: 'invalid_blocks',
        response_metadata: {
          messages: ['[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]'],
        },
      },
    });
    expect(await errorCodeOf(post({ text: 'x'.repeat(40_001) }))).toBe('msg_too_long');
    expect(await errorCodeOf(post({ text: '' }))).toBe('no_text');
    expect(await errorCodeOf(post({ thread_ts: '1.2' }))).toBe('thread_not_found');
    const long = Array.from({ length: 7 }, () => ({ type: 'section', text: plain('x'.repeat(2000)) }));
    expect(await errorCodeOf(post({ blocks: long }))).toBe('msg_blocks_too_long');
    expect(await errorCodeOf(client.chat.update({ channel: slack.channelId, ts: '1.2', text: 'x' }))).toBe(
      'message_not_found',
    );
    expect(slack.messages(slack.channelId)).toEqual([]);
    expect(slack.violations).toHaveLength(4);
  });

  it('accepts a file in blocks once it is uploaded and processed', async () => {
    const { file_id: id = '', upload_url: url = '' } = await client.files.getUploadURLExternal({
      filename: 'a.png',
      length: 4,
    });
    const blocks = [{ type: 'image', slack_file: { id }, alt_text: 'a' }];
    expect(await errorCodeOf(client.files.completeUploadExternal({ files: [{ id, title: 'a' }] }))).toBe(
      'file_not_found',
    );
    expect((await fetch(url, { method: 'POST', body: Buffer.from('too much') })).status).toBe(400);
    expect((await fetch(url, { method: 'POST', body: Buffer.from([0x89, 0x50, 0x4e, 0x47]) })).status).toBe(200);
    await client.files.completeUploadExternal({ files: [{ id, title: 'a' }] });
    await expect(post({ blocks })).rejects.toMatchObject({
      data: { errors: ['invalid slack file [json-pointer:/blocks/0/slack_file]'] },
    });
    expect(await client.files.info({ file: id })).toMatchObject({ file: { mimetype: 'image/png' } });
    expect(await errorCodeOf(post({ blocks }))).toBe('none');
    expect(slack.violations).toHaveLength(1);
  });

  it('accepts a trigger once and in time, and a view update with its current hash', async () => {
    await startOverSocket();
    const triggers: string[] = [];
    app.shortcut('s', async ({ ack, shortcut }) => {
      triggers.push(shortcut.trigger_id);
      await ack();
    });
    const first = slack.globalShortcut({ callbackId: 's' });
    await first.acknowledged;
    const late = slack.globalShortcut({ callbackId: 's' });
    late.expire('trigger');
    await late.acknowledged;
    const [once = '', expired = ''] = triggers;
    await client.views.open({ trigger_id: once, view: MODAL });
    const { id: view_id, hash } = await first.view;
    expect(await errorCodeOf(client.views.open({ trigger_id: once, view: MODAL }))).toBe('exchanged_trigger_id');
    expect(await errorCodeOf(client.views.open({ trigger_id: expired, view: MODAL }))).toBe('expired_trigger_id');
    await client.views.update({ view_id, hash, view: MODAL });
    expect(await errorCodeOf(client.views.update({ view_id, hash, view: MODAL }))).toBe('hash_conflict');
  });

  it('accepts five requests to a response URL until it expires', async () => {
    await startOverSocket();
    const statuses: unknown[] = [];
    app.command('/papers', async ({ ack, respond }) => {
      await ack();
      for (let use = 0; use < 6; use += 1)
        await respond(`${use}`).catch((error: { status?: number; message: string }) => statuses.push(error.message));
    });
    const handle = slack.command({});
    await slack.until(() => statuses.length === 1);
    expect(statuses[0]).toContain('404');
    expect(handle.responses).toHaveLength(5);
    const old = slack.command({ text: 'old' });
    old.expire('response_url');
    await slack.until(() => statuses.length === 7);
  });

  it('returns rate limits as faults and above a configured limit', async () => {
    const other = slack.addChannel().id;
    slack.fault({ kind: '429', method: 'chat.postMessage', channel: slack.channelId, retryAfter: 7 });
    await expect(post()).rejects.toMatchObject({ code: 'slack_webapi_rate_limited_error', retryAfter: 7 });
    expect(await errorCodeOf(post({ channel: other }))).toBe('none');
    slack.fault({ kind: '429 no retry-after' });
    expect(await errorCodeOf(post())).toContain('Retry header did not contain a valid timeout');
    const strict = await startFakeSlack({ postLimit: { requests: 1, perMs: 1000 } });
    const eager = new webApi.WebClient(strict.botToken, { slackApiUrl: strict.apiUrl, rejectRateLimitedCalls: true });
    const message = { channel: strict.channelId, text: 'x', ...QUIET };
    await eager.chat.postMessage(message);
    await expect(eager.chat.postMessage(message)).rejects.toMatchObject({ retryAfter: 1 });
    await strict.close();
  });

  it('fails in every way before and after processing a request', async () => {
    const trials = [
      ['500', 'slack_webapi_http_error'],
      ['502', 'slack_webapi_http_error'],
      ['reset', 'slack_webapi_request_error'],
      ['close', 'slack_webapi_request_error'],
      // The SDK mistakes unreadable responses for error codes.
      ['HTML page', expect.stringContaining('<html>')],
      ['truncated JSON', expect.stringContaining('{"ok":true')],
    ] as const;
    for (const [kind, error] of trials) {
      const fault = slack.fault({ kind, method: 'chat.postMessage' });
      expect(await errorCodeOf(post({ text: kind }))).toEqual(error);
      await fault.met;
    }
    slack.fault({ kind: '500', afterCommit: true });
    expect(await errorCodeOf(post({ text: '500 after' }))).toBe('slack_webapi_http_error');
    slack.fault({ kind: 'error', error: 'user_disabled' });
    expect(await errorCodeOf(post())).toBe('user_disabled');
    const texts = slack.messages(slack.channelId).map(({ body }) => body.text);
    expect(texts).toEqual(['truncated JSON', '500 after']);
  });

  it('hangs and stalls until the client times out', async () => {
    client = createClient(500);
    slack.fault({ kind: 'hang' });
    expect(await errorCodeOf(post())).toBe('slack_webapi_request_error');
    // The SDK doesn't wrap this error: the code is that of a DOMException.
    slack.fault({ kind: 'stall' });
    expect(await errorCodeOf(post())).toBe(DOMException.TIMEOUT_ERR);
  });
});
