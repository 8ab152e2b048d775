import { UserError } from '../runtime/errors.ts';
import type { CallContext } from './context.ts';
import type { Document } from './document.ts';
import type { InteractionHandler } from './interaction.ts';
import type { Place, Posted } from './place.ts';

/** What became of a post. Nobody can tell after `unknown` whether it arrived: `findPosted` may, and a blind repeat might double it. */
export type PostOutcome =
  | { readonly kind: 'sent'; readonly posted: Posted }
  /** It was there, under this key, and somebody has deleted it since. */
  | { readonly kind: 'sent-then-deleted' }
  | { readonly kind: 'forbidden'; readonly reason: string }
  | { readonly kind: 'gone'; readonly reason: string }
  | { readonly kind: 'rate-limited'; readonly retryAfterMs: number }
  /** The platform will never take this message: a fault of ours, or its rules against the text. */
  | { readonly kind: 'failed'; readonly reason: string }
  /** Nothing was sent and nothing can be, anywhere, until the host mends it. */
  | { readonly kind: 'unavailable'; readonly reason: string }
  | { readonly kind: 'unknown'; readonly reason: string };

/**
 * A message may show later than the request ended that sent it. Before so many milliseconds nobody concludes that it is not there.
 */
export const POST_VISIBILITY_DELAY_MS = 2 * 60_000;

/** Why nothing was sent, or nobody knows. */
export type PostFailure = Exclude<PostOutcome, { kind: 'sent' | 'sent-then-deleted' }>;

/** A thread, and where a browser or an app shows it; a terminal shows it nowhere. */
export interface Thread {
  readonly place: Place;
  readonly url?: string;
}

/** What became of opening a thread, or of waking the one that is there. `locked`: somebody closed it, and nobody writes there any more. */
export type OpenThreadOutcome =
  | { readonly kind: 'open'; readonly thread: Thread }
  | { readonly kind: 'locked' }
  | PostFailure;

/** How a thread stands. Nothing of what people say in it is read. */
export type ReadThreadOutcome =
  | {
      readonly kind: 'read';
      readonly state: 'open' | 'archived' | 'locked';
      /** Messages in it, without the one that it starts from. */
      readonly replies: number;
      /** Those who take part, without Paperboy. */
      readonly people: number;
      /** The instant of the last message, ISO 8601 in UTC. */
      readonly lastAt?: string;
    }
  | PostFailure;

/** A platform that people talk on. What it lacks is made up for inside its adapter, so no caller asks what it can do. */
export interface ChatPlatform {
  readonly name: string;
  /** Connects, and answers what people do through `dispatch` from then on. Resolves when it is ready. */
  start(onInteraction: InteractionHandler): Promise<void>;
  /** Answers nothing new, finishes the answers in hand, for seven seconds at most, and disconnects. */
  stop(): Promise<void>;
  /** Whether it can hear people by now, as far as it knows: false before it has started, while a broken line is mended, and once stopped. */
  connected(): boolean;
  /** Says something unasked. `key` is the delivery's own: the same key is the same post. */
  post(place: Place, document: Document, key: string): Promise<PostOutcome>;
  /** Puts a document in the place of what was said before. */
  update(posted: Posted, document: Document): Promise<PostOutcome>;
  /**
   * Opens a thread on a message, or wakes the one that it has, which may have gone to sleep. A channel that is made of threads alone (a
   * forum of Discord) gets one with every post, and that is then the thread.
   */
  openThread(posted: Posted, title: string): Promise<OpenThreadOutcome>;
  /** How the thread on a message stands. */
  readThread(thread: Place): Promise<ReadThreadOutcome>;
  /** Looks for the post of a delivery since an instant (ISO 8601, UTC), to settle an unknown outcome. */
  findPosted(place: Place, key: string, since: string): Promise<Posted | undefined>;
}

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

/** Who may change what a channel gets, and who can make somebody one of these, as the platform names it. */
const MANAGER_REQUIREMENTS: Readonly<Record<string, string>> = {
  discord:
    'you need the permission Manage Server or Manage Channels. Who runs the server can give it to you, or do this for you.',
  slack:
    'you have to be in it, and so does Paperboy: type /invite @Paperboy there. Some workspaces leave it to their admins alone.',
};

/** @param purpose what they wanted: "subscribe a channel" */
export function notAllowedError(purpose: string, { place: { platform } }: CallContext): UserError {
  const requirement = MANAGER_REQUIREMENTS[platform] ?? 'that is for those who manage it. Ask one of them.';
  return new UserError(`To ${purpose}, ${requirement}`);
}
