import type { webApi } from '@slack/bolt';
import type { CommandDefinition } from '../../src/chat/command.ts';
import { PAPER_SITES } from '../../src/papers/sites.ts';

/** The Slack app's configuration, as pasted into its settings or sent to `apps.manifest.create`. */
export type Manifest = webApi.AppsManifestCreateArguments['manifest'];

/** Callback ids of the shortcuts. */
export const SEARCH_SHORTCUT = 'search_papers';
export const RELATED_SHORTCUT = 'related_papers';

const SHORTCUTS: NonNullable<NonNullable<Manifest['features']>['shortcuts']> = [
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
    description: 'Find papers similar to what a message says or links to',
  },
];

/** 175 to 4,000 characters (Slack's manifest schema). */
const LONG_DESCRIPTION = [
  'Paperboy searches a corpus of research papers, shows a paper with its abstract and links, finds similar papers, and lists the best of a day, a week or a month.',
  "Type /papers search and what you're looking for, or /papers help. Only you see the answer until you share it.",
  'Each paper has one discussion per channel, in a thread below its card. The Discuss button opens it, or takes you there. Paperboy counts the replies without reading them.',
  'You can also send Paperboy a direct message, mention it, use its shortcuts, or post a link to a paper on arXiv or Hugging Face to get a preview.',
].join('\n\n');

/**
 * At most five, including their subdomains (https://docs.slack.dev/reference/events/link_shared). In a workspace, the
 * first app that claims a domain gets it (bolt-js#1667).
 */
const UNFURL_DOMAINS = PAPER_SITES.map(({ domain }) => domain).sort();

/**
 * The Slack app's manifest (https://docs.slack.dev/reference/app-manifest).
 *
 * @param requestUrl the public URL of this process (`https://…/slack/events`); Socket Mode if undefined
 */
export function createManifest(
  commands: readonly CommandDefinition[],
  { requestUrl }: { readonly requestUrl?: string | undefined } = {},
): Manifest {
  const requestUrlFields = requestUrl === undefined ? {} : { request_url: requestUrl };
  return {
    display_information: {
      name: 'Paperboy',
      description:
        'Research papers where your team talks: search them, find similar ones, and see the best of the week.',
      long_description: LONG_DESCRIPTION,
      background_color: '#6b4a00',
    },
    features: {
      // People can only send direct messages if the Messages tab is writable.
      app_home: { home_tab_enabled: true, messages_tab_enabled: true, messages_tab_read_only_enabled: false },
      bot_user: { display_name: 'Paperboy', always_online: true },
      slash_commands: [
        {
          command: '/papers',
          description: 'Search research papers and see the best ones',
          usage_hint: usageHint(commands),
          // Escaping would put links and mentions in angle brackets.
          should_escape: false,
          ...(requestUrl !== undefined && { url: requestUrl }),
        },
      ],
      shortcuts: SHORTCUTS,
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

/** The hint shown after `/papers`: each command with its required options. */
function usageHint(commands: readonly CommandDefinition[]): string {
  return commands.map(({ name, options }) => [name, ...requiredOptions(options)].join(' ')).join(', ');
}

function requiredOptions(options: CommandDefinition['options']): string[] {
  return Object.entries(options)
    .filter(([, option]) => option.required)
    .map(([name, option]) => (option.kind === 'choice' ? option.choices.join('|') : `<${name}>`));
}

/** The bot token's scopes, and what each is for (https://docs.slack.dev/reference/scopes). */
export const SCOPES = [
  { scope: 'commands', reason: 'for /papers and the shortcuts' },
  { scope: 'chat:write', reason: 'to reply and to post what people share' },
  { scope: 'app_mentions:read', reason: 'to reply to mentions' },
  { scope: 'im:history', reason: 'to reply to direct messages, and to count replies in threads there' },
  { scope: 'im:write', reason: 'to find and update the direct messages it sent' },
  { scope: 'links:read', reason: 'to see links to papers, but no other part of a message' },
  { scope: 'links:write', reason: 'to add previews to such links' },
  {
    scope: 'channels:history',
    reason:
      "to see which paper a thread is about, to count the replies in discussions, and to check that a post arrived when Slack didn't confirm it",
  },
  { scope: 'groups:history', reason: 'for the same in private channels' },
  // `member_joined_channel` needs the next two (https://docs.slack.dev/reference/events/member_joined_channel).
  {
    scope: 'channels:read',
    reason:
      "to notice when it's added to a channel, and to check that people who subscribe another channel are members of it",
  },
  { scope: 'groups:read', reason: 'for the same in private channels' },
  { scope: 'files:write', reason: 'to upload charts' },
  { scope: 'files:read', reason: 'to check that an uploaded chart is ready to show' },
  { scope: 'users:read', reason: "to know people's names and time zones" },
] as const;
