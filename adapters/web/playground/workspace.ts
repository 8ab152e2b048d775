import { createHash } from 'node:crypto';
import type { CommandDefinition } from '../../../src/chat/command.ts';
import type { ChatResponse, InteractionPayload } from '../../../src/chat/interaction.ts';
import type { Suggestion } from '../../../src/chat/option.ts';
import { directMessageUserId, type Person, type Place } from '../../../src/chat/place.ts';
import { findTimeZone } from '../../../src/features/highlights/time-zones.ts';
import { UserError } from '../../../src/runtime/errors.ts';
import { sanitizeLine } from '../../../src/text/format.ts';
import type { ChannelView, ClientMessage } from './protocol.ts';

export const PLATFORM = 'web';
const TENANT = 'local';

/** The channels that everybody is in. Their ids look like Slack's, as channel options require (`src/chat/option.ts`). */
export const CHANNELS: readonly [ChannelView, ...ChannelView[]] = [
  { id: 'C0GENERAL', name: 'general', kind: 'channel' },
  { id: 'C00PAPERS', name: 'papers', kind: 'channel' },
  { id: 'C0READINGGROUP', name: 'reading-group', kind: 'channel' },
];

/** The public channels, and the person's direct channel with Paperboy. */
export function listChannels(userId: string): readonly ChannelView[] {
  return [...CHANNELS, { id: `user:${userId}`, name: 'Paperboy', kind: 'direct' }];
}

/** The id of the person whose direct channel it is, or `undefined` for a public channel. */
export function directChannelOwner(channel: string): string | undefined {
  return directMessageUserId(createPlace(channel));
}

/** @param thread the id of the message that the thread is on */
export function createPlace(channel: string, thread?: string): Place {
  return { platform: PLATFORM, tenant: TENANT, channel, ...(thread !== undefined && { thread }) };
}

/** Whether a place is in a channel of the playground. Everyone has a direct channel, also before they come back after a restart. */
export function isPlaygroundPlace({ platform, tenant, channel }: Place): boolean {
  if (platform !== PLATFORM || tenant !== TENANT) return false;
  const ownerId = directChannelOwner(channel);
  return ownerId === undefined ? CHANNELS.some(({ id }) => id === channel) : USER_ID_PATTERN.test(ownerId);
}

export interface PlaygroundUser extends Person {
  /** Whether they may change what everybody in a channel gets. */
  readonly canManage: boolean;
}

/** Passes an interaction of a user to the core. */
export type DispatchAs = (user: PlaygroundUser, place: Place, interaction: InteractionPayload) => Promise<ChatResponse>;

/** The excluded characters are letters for Unicode, but blank. The page has the same check (`page/user-profile.js`). */
const VISIBLE_CHARACTER = /(?![\u115f\u1160\u2800\u3164\uffa0])[\p{L}\p{N}\p{P}\p{S}]/u;

const USER_ID_PATTERN = /^U[0-9A-F]{19}$/;

/**
 * The person with a secret key. The id is derived from the key and public; the key can't be derived from the id, so nobody can pose as
 * somebody else. An unknown time zone is ignored.
 *
 * @throws UserError if the name has no visible character
 */
export function createUser({
  key,
  name: rawName,
  canManage,
  zone: requestedZone,
}: Extract<ClientMessage, { kind: 'join' }>): PlaygroundUser {
  const name = sanitizeLine(rawName).trim();
  if (!VISIBLE_CHARACTER.test(name)) throw new UserError('Enter a name that others can read.');
  const zone = requestedZone === undefined ? undefined : findTimeZone(requestedZone);
  return { id: userIdFromKey(key), name, canManage, ...(zone !== undefined && { zone }) };
}

/** The hashed text must not change: stored subscriptions and reading lists refer to these ids. */
function userIdFromKey(key: string): string {
  const digest = createHash('sha256').update(`a person of the playground: ${key}`).digest('hex');
  return `U${digest.slice(0, 19).toUpperCase()}`;
}

const COMMAND_NAME_PATTERN = /^(?:\/?papers\s+)?(\S+)/i;
const CHANNEL_OPTION_PATTERN = /(?<!\S)([\w-]+):"?([^\s"]+)"?/g;

/** A typed command with ids in place of channel names and links, which Slack and Discord insert themselves: `channel:#papers`. */
export function resolveChannelNames(text: string, commands: readonly CommandDefinition[]): string {
  const [, name = ''] = COMMAND_NAME_PATTERN.exec(text) ?? [];
  return text.replace(CHANNEL_OPTION_PATTERN, (match, option: string, value: string) => {
    const id = isChannelOption(name, option, commands) ? findChannelId(value) : undefined;
    return id === undefined ? match : `${option}:${id}`;
  });
}

/** Ignores case, because both names may be typed. */
export function isChannelOption(command: string, option: string, commands: readonly CommandDefinition[]): boolean {
  const { options = {} } = commands.find(({ name }) => name === command.toLowerCase()) ?? {};
  const name = option.toLowerCase();
  return Object.hasOwn(options, name) && options[name]?.kind === 'channel';
}

/** @param partial the start of a channel name, with or without `#` */
export function suggestChannels(partial: string): readonly Suggestion[] {
  const prefix = partial.replace(/^#/, '').toLowerCase();
  return CHANNELS.filter(({ name }) => name.startsWith(prefix)).map(({ name }) => ({
    label: `#${name}`,
    value: `#${name}`,
  }));
}

/** @param input a channel name, an id, or a link to a channel or thread: `…/#C00PAPERS/<thread>` */
function findChannelId(input: string): string | undefined {
  const normalized = input
    .replace(/^[^#]*#/, '')
    .replace(/\/.*$/, '')
    .toLowerCase();
  return CHANNELS.find(({ id, name }) => name === normalized || id.toLowerCase() === normalized)?.id;
}
