import { z } from 'zod';
import { definePlatform } from '../../src/chat/platform.ts';
import { findRefusal, type KnownRefusal } from '../../src/chat/platform-traits.ts';
import { UserError } from '../../src/runtime/errors.ts';
import { LIMITS } from './limits.ts';
import { ShardSetting } from './shards.ts';

const settings = {
  DISCORD_TOKEN: z
    .string()
    .trim()
    .regex(
      /^[\w-]+\.[\w-]+\.[\w-]+$/,
      'is not a Discord bot token. Copy it from Bot, Reset Token, of your application at https://discord.com/developers/applications',
    )
    .optional()
    .meta({ description: "Your Discord application's bot token", shownDefault: 'no Discord' }),
  DISCORD_SHARDS: ShardSetting.default('auto').meta({
    description:
      'The gateway shards this process runs: `auto`, or some of a total (`0-3/8`) if several processes share the load',
    shownDefault: '`auto`',
  }),
  DISCORD_API_URL: z
    .url({ protocol: /^https?$/ })
    .default('https://discord.com/api')
    .meta({
      description: "Discord's API URL without the version, for tests and proxies",
      shownDefault: '`https://discord.com/api`',
    }),
};

/** Error codes: https://discord.com/developers/docs/topics/opcodes-and-status-codes#json */
const REFUSALS: readonly KnownRefusal[] = [
  {
    pattern: /\b50001\b/,
    cause: "Paperboy can't see the channel",
    fix: 'Give Paperboy the View Channel permission there.',
  },
  {
    pattern: /\b50013\b/,
    cause: "Paperboy isn't allowed to post in the channel",
    fix: 'Give Paperboy the Send Messages permission there; for a thread, also Send Messages in Threads.',
  },
  { pattern: /\b10003\b/, cause: "the channel doesn't exist anymore", fix: 'Choose another channel.' },
  { pattern: /\b10004\b/, cause: "Paperboy isn't in the server anymore", fix: 'A server admin can add it again.' },
  {
    pattern: /\b(50007|50278)\b/,
    cause: "Discord doesn't let Paperboy message you",
    fix: 'Allow direct messages in the privacy settings of a server that you share with Paperboy.',
  },
  { pattern: /\b(50083|160005)\b/, cause: 'the thread is closed', fix: 'Reopen it, or choose the channel itself.' },
];

const THREAD_REFUSALS: readonly KnownRefusal[] = [
  {
    pattern: /\b50013\b/,
    cause: "Paperboy isn't allowed to open threads in this channel",
    fix: 'Give Paperboy the Send Messages, Create Public Threads and Send Messages in Threads permissions there.',
  },
  {
    pattern: /\b16000[67]\b/,
    cause: "the server has reached Discord's limit of open threads",
    fix: 'Close some of them.',
    isTransient: true,
  },
  {
    pattern: /\b40067\b/,
    cause: 'each post in this forum needs a tag, and only moderators can use its tags',
    fix: 'Add a tag that everyone can use.',
  },
  { pattern: /\b10008\b/, cause: 'someone deleted the card', fix: "Ask the channel's moderators to leave it there." },
];

export const discord = definePlatform({
  name: 'discord',
  title: 'Discord',
  isRemote: true,
  settings,
  isEnabled: ({ DISCORD_TOKEN }) => DISCORD_TOKEN !== undefined,
  managerRequirement:
    'you need the Manage Server or Manage Channels permission. A server admin can give it to you, or do this for you.',
  hasGlobalUsers: true,
  isDirectChannel: () => false,
  hasLinkPreviews: false,
  threadHelp: [
    "In a discussion's thread, mention me and I answer about its paper: @Paperboy related, cite, summary or links.",
  ],
  postRateLimits: [{ scope: 'platform', minIntervalMs: 1000 / LIMITS.postsPerSecond }],
  explainRefusal: (reason, attempted) =>
    findRefusal(reason, attempted === 'open-thread' ? [...THREAD_REFUSALS, ...REFUSALS] : REFUSALS),
  secretPatterns: [
    // https://discord.com/developers/docs/reference#authentication
    /[\w-]{23,28}\.[\w-]{6,7}\.[\w-]{27,}/g,
    // An interaction token is base64 of "interaction:" and more. It works for 15 minutes without any other token.
    /aW50ZXJhY3Rpb246[\w-]+/g,
    /((?:webhooks|interactions)\/\d+\/)[\w.-]+/g,
  ],
  async create({ DISCORD_TOKEN: token = '', DISCORD_API_URL: apiUrl, DISCORD_SHARDS: shards }, deps) {
    const { createDiscord } = await import('./index.ts');
    return createDiscord({ ...deps, token, apiUrl, shards });
  },
  renderPayload: async (document) => (await import('./render.ts')).render(document),
  cliCommands: [
    {
      name: 'register',
      description: 'register the commands with Discord now, and print what changed',
      run: async (readSettings, commands) => {
        const { registerCommands } = await import('./registration.ts');
        return registerCommands(apiAccess(readSettings()), commands);
      },
    },
    {
      name: 'invite',
      description: 'print the link that adds Paperboy to a Discord server',
      run: async (readSettings) => {
        const { inviteLink } = await import('./registration.ts');
        return `${await inviteLink(apiAccess(readSettings()))}\n`;
      },
    },
  ],
});

function apiAccess({
  DISCORD_TOKEN: token,
  DISCORD_API_URL: apiUrl,
}: {
  readonly DISCORD_TOKEN?: string | undefined;
  readonly DISCORD_API_URL: string;
}) {
  if (token === undefined) {
    throw new UserError(
      "Set DISCORD_TOKEN to your application's bot token first; it is at https://discord.com/developers/applications.",
    );
  }
  return { token, apiUrl };
}
