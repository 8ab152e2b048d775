import type { Place } from './place.ts';

/** Why a platform takes no post, and what makes it take one again: a clause, and a sentence. */
export interface FailureExplanation {
  readonly cause: string;
  readonly fix: string;
}

interface KnownRefusal extends FailureExplanation {
  readonly platform: string;
  /** What the reasons of a platform's refusals have in them: Slack's words, Discord's numbers. */
  readonly reasonPattern: RegExp;
}

/**
 * Slack: https://docs.slack.dev/reference/methods/chat.postMessage#errors
 * Discord: https://discord.com/developers/docs/topics/opcodes-and-status-codes#json
 */
const KNOWN_REFUSALS: readonly KnownRefusal[] = [
  {
    platform: 'slack',
    reasonPattern: /\b(user_)?not_in_channel\b/,
    cause: 'Paperboy is not in the channel',
    fix: 'Write /invite @Paperboy in it.',
  },
  {
    platform: 'slack',
    reasonPattern: /\bchannel_not_found\b/,
    cause: 'Slack knows no such channel, or it is private and Paperboy is not in it',
    fix: 'If it is private, write /invite @Paperboy in it; else choose another channel.',
  },
  {
    platform: 'slack',
    reasonPattern: /\bis_archived\b/,
    cause: 'the channel is archived',
    fix: 'Unarchive it, or choose another channel.',
  },
  {
    platform: 'slack',
    reasonPattern: /thread_locked|thread_not_found|message_not_found|cannot_reply_to_message|non_threadable/,
    cause: 'its thread is locked, or not there any more',
    fix: 'Choose the channel itself, or another thread.',
  },
  {
    platform: 'slack',
    reasonPattern: /\brestricted_action/,
    cause: 'only some may post in the channel',
    fix: 'Who runs the workspace can let Paperboy post there, in the settings of the channel.',
  },
  {
    platform: 'slack',
    reasonPattern: /cannot_dm_bot|user_disabled|messages_tab_disabled|user_not_found|is_inactive/,
    cause: 'Slack lets Paperboy write you no messages',
    fix: 'Open Paperboy below Apps and write it a message; where that is not possible, who runs the workspace can allow it.',
  },
  {
    platform: 'slack',
    reasonPattern: /no_permission|team_access_not_granted/,
    cause: 'the workspace does not let Paperboy post',
    fix: 'Who runs the workspace can allow it, among its apps.',
  },
  {
    platform: 'discord',
    reasonPattern: /\b50001\b/,
    cause: 'Paperboy does not see the channel',
    fix: 'Give Paperboy the permission View Channel in it.',
  },
  {
    platform: 'discord',
    reasonPattern: /\b50013\b/,
    cause: 'Paperboy may not write in the channel',
    fix: 'Give Paperboy the permission Send Messages in it, and for a thread Send Messages in Threads.',
  },
  {
    platform: 'discord',
    reasonPattern: /\b10003\b/,
    cause: 'the channel is not there any more',
    fix: 'Choose another channel.',
  },
  {
    platform: 'discord',
    reasonPattern: /\b10004\b/,
    cause: 'Paperboy is not in the server any more',
    fix: 'Who runs the server can add it again.',
  },
  {
    platform: 'discord',
    reasonPattern: /\b(50007|50278)\b/,
    cause: 'Discord lets Paperboy write you no messages',
    fix: 'Allow direct messages in the privacy settings of a server that you share with Paperboy.',
  },
  {
    platform: 'discord',
    reasonPattern: /\b(50083|160005)\b/,
    cause: 'its thread is closed',
    fix: 'Open it again, or choose the channel itself.',
  },
];

/** What a refusal means to the people in a place, from the reason that the platform gave. */
export function explainPostRefusal(reason: string, { platform }: Pick<Place, 'platform'>): FailureExplanation {
  const known = KNOWN_REFUSALS.find((one) => one.platform === platform && one.reasonPattern.test(reason));
  return (
    known ?? {
      cause: `it was not taken there (${reason})`,
      fix: 'Choose another channel, or tell whoever runs Paperboy.',
    }
  );
}

/** "Paperboy is not in the channel. Write /invite @Paperboy in it." */
export function formatExplanation({ cause, fix }: FailureExplanation): string {
  return `${cause.charAt(0).toUpperCase()}${cause.slice(1)}. ${fix}`;
}
