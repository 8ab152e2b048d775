import type { webApi } from '@slack/bolt';
import { type Command, commandsForPlatform } from '../../src/chat/command.ts';

/** The app's configuration as Slack takes it, on its pages and in `apps.manifest.create`. */
export type Manifest = webApi.AppsManifestCreateArguments['manifest'];

/** The ids by which Slack tells which shortcut was used. */
export const SEARCH_SHORTCUT = 'search_papers';
export const RELATED_SHORTCUT = 'related_papers';

/** Slack refuses less than 175 characters of it (its manifest schema; the reference says 174). */
const LONG_DESCRIPTION = [
  'Paperboy searches a corpus of research papers, shows one with its abstract and links, leads on to the papers whose text is nearest, and lists the best of a day, a week or a month.',
  'Type /papers search and what you look for, or /papers help. Its answers are for the one who asked alone, until somebody shares them.',
  'Each paper has one discussion in a channel, a thread below its card: the button Discuss opens it, or leads there. Paperboy counts the replies without reading them.',
  'You can also write to Paperboy directly, mention it, use its shortcuts, or post a link to a paper on arXiv or Hugging Face, which then gets a card.',
].join('\n\n');

/**
 * A domain stands for all below it: the reference of `link_shared` has a link to yet.another-example.com for another-example.com
 * (https://docs.slack.dev/reference/events/link_shared). At most five; within a workspace the first app to claim one has it (bolt-js#1667).
 */
const UNFURL_DOMAINS = ['arxiv.org', 'huggingface.co'];

/**
 * The manifest of the Slack app (https://docs.slack.dev/reference/app-manifest), from which Slack makes the whole app.
 *
 * @param requestUrl where Slack reaches this process over HTTP (`https://…/slack/events`); Socket Mode where there is none
 */
export function createManifest(
  commands: readonly Command[],
  { requestUrl }: { readonly requestUrl?: string | undefined } = {},
): Manifest {
  const requestUrlFields = requestUrl === undefined ? {} : { request_url: requestUrl };
  return {
    display_information: {
      name: 'Paperboy',
      description:
        'Research papers where your team talks: search them, follow one to the next, see the best of the week.',
      long_description: LONG_DESCRIPTION,
      background_color: '#6b4a00',
    },
    features: {
      // Without a writable Messages tab nobody can write to the bot.
      app_home: { home_tab_enabled: true, messages_tab_enabled: true, messages_tab_read_only_enabled: false },
      bot_user: { display_name: 'Paperboy', always_online: true },
      slash_commands: [
        {
          command: '/papers',
          description: 'Search research papers, and see the best of them',
          usage_hint: usageHint(commandsForPlatform('slack', commands)),
          // Escaped text would have links in angle brackets, and a query is just text.
          should_escape: false,
          ...(requestUrl !== undefined && { url: requestUrl }),
        },
      ],
      shortcuts: [
        {
          type: 'global',
          name: 'Search papers',
          callback_id: SEARCH_SHORTCUT,
          description: 'Search research papers with a form',
        },
        {
          type: 'message',
          name: 'Find related papers',
          callback_id: RELATED_SHORTCUT,
          description: 'Find papers near to what a message says or links',
        },
      ],
      unfurl_domains: UNFURL_DOMAINS,
    },
    oauth_config: { scopes: { bot: SCOPES.map(({ scope }) => scope) } },
    settings: {
      event_subscriptions: {
        ...requestUrlFields,
        bot_events: [
          'app_home_opened',
          'app_mention',
          'app_uninstalled',
          'link_shared',
          'member_joined_channel',
          'message.im',
          'tokens_revoked',
        ],
      },
      interactivity: {
        is_enabled: true,
        ...requestUrlFields,
        ...(requestUrl !== undefined && { message_menu_options_url: requestUrl }),
      },
      org_deploy_enabled: false,
      socket_mode_enabled: requestUrl === undefined,
      token_rotation_enabled: false,
    },
  };
}

/** What Slack shows behind `/papers` while somebody types: each command with what it can't do without. */
function usageHint(commands: readonly Command[]): string {
  return commands.map(({ name, options }) => [name, ...requiredOptions(options)].join(' ')).join(', ');
}

function requiredOptions(options: Command['options']): string[] {
  return Object.entries(options)
    .filter(([, option]) => option.required)
    .map(([name, option]) => (option.kind === 'choice' ? option.choices.join('|') : `<${name}>`));
}

/** What the bot's token allows, and why it has to: nothing is asked for that is not used (https://docs.slack.dev/reference/scopes). */
export const SCOPES = [
  { scope: 'commands', reason: '/papers and the shortcuts' },
  { scope: 'chat:write', reason: 'to answer, and to show what is shared' },
  { scope: 'app_mentions:read', reason: 'to answer where somebody mentions it' },
  {
    scope: 'im:history',
    reason: 'to answer where somebody writes to it directly, and to count the replies to what it said there',
  },
  { scope: 'im:write', reason: 'to find again, and to change, what it sent to somebody in private' },
  { scope: 'links:read', reason: 'to see paper links that are posted, and nothing else of the message' },
  { scope: 'links:write', reason: 'to show a card for such a link' },
  {
    scope: 'channels:history',
    reason:
      'to look what a thread is about, how many have replied in a discussion (what they said is not asked for), and whether a post is there after all when Slack gave no answer',
  },
  { scope: 'groups:history', reason: 'to look for the same in private channels' },
  // Without these two, `member_joined_channel` does not come (https://docs.slack.dev/reference/events/member_joined_channel).
  {
    scope: 'channels:read',
    reason: 'to hear that it was added to a channel, and to see whether who subscribes another channel is in it',
  },
  { scope: 'groups:read', reason: 'to hear that it was added to a private channel' },
  { scope: 'files:write', reason: 'to show charts' },
  { scope: 'files:read', reason: 'to see when Slack is ready to show a chart' },
  { scope: 'users:read', reason: "a person's name and time zone" },
] as const;
