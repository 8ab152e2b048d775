import { createHash } from 'node:crypto';
import type { Command } from '../../../src/chat/command.ts';
import type { ChatResponse, InteractionPayload } from '../../../src/chat/interaction.ts';
import type { Suggestion } from '../../../src/chat/option.ts';
import { directMessageUserId, type Person, type Place } from '../../../src/chat/place.ts';
import { findTimeZone } from '../../../src/features/highlights/time-zones.ts';
import { UserError } from '../../../src/runtime/errors.ts';
import { sanitizeLine } from '../../../src/text/format.ts';
import type { ChannelView, ClientMessage } from './protocol.ts';

export const PLATFORM = 'web';
const TENANT = 'local';

/** The channels that everybody is in. Their ids look as Slack's do, so that an option takes them (`src/chat/command.ts`). */
export const CHANNELS: readonly [ChannelView, ...ChannelView[]] = [
  { id: 'C0GENERAL', name: 'general', kind: 'channel' },
  { id: 'C00PAPERS', name: 'papers', kind: 'channel' },
  { id: 'C0READINGGROUP', name: 'reading-group', kind: 'channel' },
];

/** Those and the one in which somebody is alone with Paperboy. */
export function listChannels(userId: string): readonly ChannelView[] {
  return [...CHANNELS, { id: directChannelId(userId), name: 'Paperboy', kind: 'direct' }];
}

function directChannelId(userId: string): string {
  return `user:${userId}`;
}

/** Whose channel it is, where it is one person's. */
export function directChannelOwner(channel: string): string | undefined {
  return directMessageUserId(createPlace(channel));
}

/** Whether there is such a channel at all. That of somebody who was here before a restart is theirs again when they come back. */
function isKnownChannel(channel: string): boolean {
  const ownerId = directChannelOwner(channel);
  return ownerId === undefined ? CHANNELS.some(({ id }) => id === channel) : isUserId(ownerId);
}

/** @param thread the id of the message that it starts from */
export function createPlace(channel: string, thread?: string): Place {
  return { platform: PLATFORM, tenant: TENANT, channel, ...(thread !== undefined && { thread }) };
}

/** Whether a place is one of this platform, thread or no thread. */
export function isPlaygroundPlace({ platform, tenant, channel }: Place): boolean {
  return platform === PLATFORM && tenant === TENANT && isKnownChannel(channel);
}

/** Who sits at a tab. */
export interface PlaygroundUser extends Person {
  /** Whether they may change what everybody in a channel gets. */
  readonly manages: boolean;
}

/** Something that one sees: these blanks count as letters. The page asks for the same (`page/seat.js`). */
const VISIBLE_CHARACTER = /(?![\u115f\u1160\u2800\u3164\uffa0])[\p{L}\p{N}\p{P}\p{S}]/u;

const USER_ID_PATTERN = /^U[0-9A-F]{19}$/;

/**
 * Who joins. The same secret is the same person, and from the id, which everybody sees, nobody gets the secret: so nobody can speak as
 * another. A time zone that is not known here is left out.
 *
 * @throws UserError where the name shows nothing
 */
export function createUser({
  key,
  name: rawName,
  manages,
  zone: requestedZone,
}: Extract<ClientMessage, { kind: 'join' }>): PlaygroundUser {
  const name = sanitizeLine(rawName).trim();
  if (!VISIBLE_CHARACTER.test(name)) throw new UserError('A name that others can read is needed.');
  const zone = requestedZone === undefined ? undefined : findTimeZone(requestedZone);
  return { id: userIdFromKey(key), name, manages, ...(zone !== undefined && { zone }) };
}

/** Whether an id could be one that `sitterOf` gives. */
function isUserId(id: string): boolean {
  return USER_ID_PATTERN.test(id);
}

function userIdFromKey(key: string): string {
  const digest = createHash('sha256').update(`a person of the playground: ${key}`).digest('hex');
  return `U${digest.slice(0, 19).toUpperCase()}`;
}

const COMMAND_NAME_PATTERN = /^(?:\/?papers\s+)?(\S+)/i;
const CHANNEL_OPTION_PATTERN = /(?<!\S)([\w-]+):"?([^\s"]+)"?/g;

/**
 * A call in which the channels that it names stand as their ids, as Slack and Discord put them by themselves: `channel:#papers`, without
 * the mark, or as a link to the channel.
 */
export function resolveChannelNames(text: string, commands: readonly Command[]): string {
  const [, name = ''] = COMMAND_NAME_PATTERN.exec(text) ?? [];
  return text.replace(CHANNEL_OPTION_PATTERN, (match, option: string, value: string) => {
    const id = isChannelOption(name, option, commands) ? findChannelId(value) : undefined;
    return id === undefined ? match : `${option}:${id}`;
  });
}

/** Whether an option of a command takes a channel, both as they were typed. */
export function isChannelOption(command: string, option: string, commands: readonly Command[]): boolean {
  const { options = {} } = commands.find(({ name }) => name === command.toLowerCase()) ?? {};
  const name = option.toLowerCase();
  return Object.hasOwn(options, name) && options[name]?.kind === 'channel';
}

/** The channels whose names begin so, with their mark or without it. */
export function suggestChannels(partial: string): readonly Suggestion[] {
  const prefix = partial.replace(/^#/, '').toLowerCase();
  return CHANNELS.filter(({ name }) => name.startsWith(prefix)).map(({ name }) => ({
    label: `#${name}`,
    value: `#${name}`,
  }));
}

/** The channel that is called so, or that a link leads to: `…/#C00PAPERS`, with or without a thread in it. */
function findChannelId(input: string): string | undefined {
  const normalized = input
    .replace(/^[^#]*#/, '')
    .replace(/\/.*$/, '')
    .toLowerCase();
  return CHANNELS.find(({ id, name }) => name === normalized || id.toLowerCase() === normalized)?.id;
}

/** Asks the core for somebody. */
export type DispatchAs = (user: PlaygroundUser, place: Place, interaction: InteractionPayload) => Promise<ChatResponse>;
