import { z } from 'zod';
import { definePlatform } from '../../src/chat/platform.ts';
import { findRefusal, type KnownRefusal } from '../../src/chat/platform-traits.ts';
import { UserError } from '../../src/runtime/errors.ts';

const APPS_URL = 'https://api.slack.com/apps';

const settings = {
  SLACK_BOT_TOKEN: z
    .string()
    .trim()
    .regex(
      /^xoxb-/,
      `is not a Slack bot token (it starts with xoxb-). Copy it from OAuth & Permissions of your app at ${APPS_URL}`,
    )
    .optional()
    .meta({ description: "Your Slack app's bot token", shownDefault: 'no Slack' }),
  SLACK_APP_TOKEN: z
    .string()
    .trim()
    .regex(
      /^xapp-/,
      `is not a Slack app-level token (it starts with xapp-). Generate one with the scope connections:write at Basic Information, App-Level Tokens, of your app at ${APPS_URL}`,
    )
    .optional()
    .meta({ description: 'The app-level token, for Socket Mode', shownDefault: 'no Socket Mode' }),
  SLACK_SIGNING_SECRET: z
    .string()
    .trim()
    .min(1)
    .optional()
    .meta({ description: 'The signing secret, for HTTP without an app-level token', shownDefault: 'no HTTP' }),
  SLACK_SUBSCRIBERS: z.enum(['members', 'admins']).default('members').meta({
    description:
      "Who may subscribe a Slack channel and change its subscriptions: the channel's `members`, or only workspace `admins`",
    shownDefault: '`members`',
  }),
  SLACK_API_URL: z
    .url({ protocol: /^https?$/ })
    .default('https://slack.com/api/')
    .meta({ description: "Slack's API URL, for tests and proxies", shownDefault: '`https://slack.com/api/`' }),
};

/** Error codes: https://docs.slack.dev/reference/methods/chat.postMessage#errors */
const REFUSALS: readonly KnownRefusal[] = [
  {
    pattern: /\b(user_)?not_in_channel\b/,
    cause: "Paperboy isn't in the channel",
    fix: 'Type /invite @Paperboy there.',
  },
  {
    pattern: /\bchannel_not_found\b/,
    cause: "Slack can't find the channel, or it's private and Paperboy isn't in it",
    fix: "If it's private, type /invite @Paperboy there. Otherwise choose another channel.",
  },
  { pattern: /\bis_archived\b/, cause: 'the channel is archived', fix: 'Unarchive it, or choose another channel.' },
  {
    pattern: /thread_locked|thread_not_found|message_not_found|cannot_reply_to_message|non_threadable/,
    cause: 'the thread is locked or deleted',
    fix: 'Choose the channel itself, or another thread.',
  },
  {
    pattern: /\brestricted_action/,
    cause: 'only some members may post in the channel',
    fix: 'A workspace admin can let Paperboy post there in the channel settings.',
  },
  {
    pattern: /cannot_dm_bot|user_disabled|messages_tab_disabled|user_not_found|is_inactive/,
    cause: "Slack doesn't let Paperboy message you",
    fix: "Open Paperboy under Apps and send it a message. If you can't, a workspace admin can allow it.",
  },
  {
    pattern: /no_permission|team_access_not_granted/,
    cause: "the workspace doesn't let Paperboy post",
    fix: "A workspace admin can allow it in the workspace's app settings.",
  },
];

export const slack = definePlatform({
  name: 'slack',
  title: 'Slack',
  isRemote: true,
  settings,
  isEnabled: ({ SLACK_BOT_TOKEN }) => SLACK_BOT_TOKEN !== undefined,
  checkSettings({ SLACK_BOT_TOKEN, SLACK_APP_TOKEN, SLACK_SIGNING_SECRET }, report) {
    const hasTransport = SLACK_APP_TOKEN !== undefined || SLACK_SIGNING_SECRET !== undefined;
    if (SLACK_BOT_TOKEN !== undefined && !hasTransport) {
      report(
        'SLACK_BOT_TOKEN',
        `needs SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET (HTTP) as well. Both are at Basic Information of your app at ${APPS_URL}`,
      );
    }
    if (SLACK_BOT_TOKEN === undefined && hasTransport) {
      report(
        'SLACK_BOT_TOKEN',
        `is missing, but other Slack settings are set. Copy it from OAuth & Permissions of your app at ${APPS_URL}`,
      );
    }
  },
  listensOnPort: ({ SLACK_BOT_TOKEN, SLACK_APP_TOKEN, SLACK_SIGNING_SECRET }) =>
    SLACK_BOT_TOKEN !== undefined && SLACK_APP_TOKEN === undefined && SLACK_SIGNING_SECRET !== undefined,
  managerRequirement:
    'you and Paperboy have to be in it: type /invite @Paperboy there. Some workspaces only let their admins do this.',
  hasGlobalUsers: false,
  // https://docs.slack.dev/apis/web-api/using-the-conversations-api
  isDirectChannel: (channelId) => channelId.startsWith('D'),
  hasLinkPreviews: true,
  threadHelp: [
    "Slash commands don't work in threads, so mention me instead: @Paperboy related. In a discussion's thread I answer about its paper; cite, summary and links work too.",
  ],
  // One message per second in a channel, several hundred per minute in a workspace
  // (https://docs.slack.dev/apis/web-api/rate-limits).
  postRateLimits: [
    { scope: 'tenant', minIntervalMs: 60_000 / 300 },
    { scope: 'channel', minIntervalMs: 1000 },
  ],
  explainRefusal: (reason) => findRefusal(reason, REFUSALS),
  secretPatterns: [
    // https://docs.slack.dev/authentication/tokens
    /xox[a-z]-[\w-]+|xapp-[\w-]+/g,
    // Response URLs and webhooks (https://docs.slack.dev/interactivity/handling-user-interaction#message_responses).
    /(\/(?:commands|actions|app|services|workflows|triggers)\/[TE][A-Z0-9]+\/)[\w/-]+/g,
    // Request signatures.
    /v0=[0-9a-f]{64}/g,
  ],
  async create(config, deps) {
    const {
      SLACK_BOT_TOKEN: botToken = '',
      SLACK_APP_TOKEN: appToken,
      SLACK_SIGNING_SECRET: signingSecret = '',
    } = config;
    const { createSlack } = await import('./index.ts');
    return createSlack({
      ...deps,
      botToken,
      apiUrl: config.SLACK_API_URL,
      managers: config.SLACK_SUBSCRIBERS,
      transportSettings:
        appToken === undefined
          ? { kind: 'http', signingSecret, port: deps.port, host: config.HOST }
          : { kind: 'socket', appToken },
    });
  },
  renderPayload: async (document) => (await import('./render.ts')).render(document),
  async payloadPreviewUrl(payload) {
    const { blockKitBuilderUrl } = await import('./render.ts');
    return 'blocks' in payload ? blockKitBuilderUrl(payload.blocks as Parameters<typeof blockKitBuilderUrl>[0]) : '';
  },
  cliCommands: [
    {
      name: 'manifest',
      description: 'print the manifest to create a Slack app from; for Socket Mode unless --url is given',
      option: {
        flags: '--url <url>',
        description: 'for HTTP: the public request URL, such as https://papers.example.org/slack/events',
        parse: parseRequestUrl,
      },
      run: async (_, commands, requestUrl) => {
        const { createManifest } = await import('./manifest.ts');
        return `${JSON.stringify(createManifest(commands, { requestUrl }), null, 2)}\n`;
      },
    },
  ],
});

function parseRequestUrl(value: string): string {
  if (/^https:\/\/.+\/slack\/events$/.test(value) && URL.canParse(value)) return value;
  throw new UserError('Use a URL that starts with https:// and ends with /slack/events.');
}
