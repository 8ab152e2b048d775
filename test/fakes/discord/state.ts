import type { Watch } from '../watch.ts';
import type { CommandBody } from './command-rules.ts';
import { FLAG, type MessageBody } from './message-body.ts';

export interface FakeUser {
  readonly id: string;
  readonly username: string;
  readonly bot?: boolean;
}

export interface FakeChannel {
  readonly id: string;
  readonly name: string;
  /** Discord's number of the kind: 0 text, 1 direct message, 5 announcements, 10 to 12 threads, 15 forum, 16 media. */
  readonly type: number;
  readonly guildId?: string;
  readonly parentId?: string;
  readonly ownerId?: string;
  readonly recipient?: FakeUser;
  /** Of a forum. */
  readonly tags?: readonly { readonly id: string; readonly name: string; readonly moderated?: boolean }[];
  readonly requiresTag?: boolean;
  /** Of a thread. */
  readonly archivedAt?: string;
  readonly locked?: boolean;
  readonly members?: readonly string[];
  readonly appliedTags?: readonly string[];
  readonly permissionOverwrites?: readonly object[];
}

export interface FakeGuild {
  readonly id: string;
  readonly name: string;
  readonly locale: string;
  /** What the role of everybody, and so the bot, may do. */
  readonly permissions: bigint;
}

/** A file that stands in a message. */
export interface FakeFile {
  readonly id: string;
  readonly name: string;
  readonly data: Uint8Array;
  readonly description?: string;
}

export interface FakeMessage {
  readonly id: string;
  readonly channelId: string;
  readonly author: FakeUser;
  /** As it stands now, after all edits. */
  readonly body: MessageBody;
  readonly nonce?: string;
  readonly files?: readonly FakeFile[];
  readonly flags: number;
  readonly ephemeral: boolean;
  readonly edits: number;
  readonly deleted: boolean;
  /** Of the message that an interaction was answered with. */
  readonly interaction?: { readonly id: string; readonly type: number; readonly user: FakeUser };
}

export interface StoredCommand extends CommandBody {
  readonly id: string;
  readonly version: string;
}

/** What an event tells, to a session with these intents. */
export type EventData = (intents: number) => object;

/** The world that the fake knows: what a database is to Discord. */
export interface World {
  readonly token: string;
  readonly bot: FakeUser;
  readonly applicationId: string;
  readonly person: FakeUser;
  readonly watch: Watch;
  readonly guilds: Map<string, FakeGuild>;
  readonly channels: Map<string, FakeChannel>;
  readonly messages: Map<string, FakeMessage>;
  /** By scope: `global`, or the id of a guild. */
  readonly commands: Map<string, readonly StoredCommand[]>;
  readonly violations: string[];
  /** Tells the bot what has happened, where it asks for that. */
  tell: (event: string, data: EventData, guildId: string | undefined, intents: number) => void;
  newId(): string;
  changeChannel(id: string, change: Partial<FakeChannel>): FakeChannel;
  change(id: string, change: Partial<FakeMessage>): FakeMessage;
  add(
    message: Omit<FakeMessage, 'id' | 'flags' | 'ephemeral' | 'edits' | 'deleted'> & { readonly id?: string },
  ): FakeMessage;
}

/** The permissions that a bot of this kind asks for, and an ordinary member has. */
export const ORDINARY = [10n, 11n, 14n, 15n, 16n, 18n, 31n, 35n, 38n].reduce((sum, bit) => sum | (1n << bit), 0n);

const EPOCH = 1_420_070_400_000;

export function createWorld(watch: Watch, token?: string): World {
  const messages = new Map<string, FakeMessage>();
  const channels = new Map<string, FakeChannel>();
  const newId = createIds();
  const applicationId = newId();
  const change = (id: string, changed: Partial<FakeMessage>): FakeMessage => {
    const before = messages.get(id);
    if (!before) throw new Error(`no message ${id}`);
    const after = { ...before, ...changed };
    messages.set(id, after);
    watch.notify();
    return after;
  };
  return {
    // As Discord makes them: the bot's id stands in front.
    token: token ?? `${Buffer.from(applicationId).toString('base64url')}.fake.token`,
    applicationId,
    // For an application of today the two ids are equal.
    bot: { id: applicationId, username: 'paperboy', bot: true },
    person: { id: newId(), username: 'ada' },
    watch,
    guilds: new Map(),
    channels,
    messages,
    commands: new Map(),
    violations: [],
    tell: () => undefined,
    newId,
    changeChannel: (id, changed) => {
      const before = channels.get(id);
      if (!before) throw new Error(`no channel ${id}`);
      const after = { ...before, ...changed };
      channels.set(id, after);
      watch.notify();
      return after;
    },
    change,
    add: (message) => {
      const id = message.id ?? newId();
      const flags = message.body.flags ?? 0;
      messages.set(id, { ...message, id, flags, ephemeral: (flags & FLAG.ephemeral) !== 0, edits: 0, deleted: false });
      return change(id, {});
    },
  };
}

/** Ids that grow, and tell the time as Discord's do: code that reads a channel since an instant computes one. */
function createIds(): () => string {
  let last = 0n;
  return () => {
    const now = BigInt(Date.now() - EPOCH) << 22n;
    last = now > last ? now : last + 1n;
    return last.toString();
  };
}

export const INTENT = {
  guilds: 1 << 0,
  guildMessages: 1 << 9,
  directMessages: 1 << 12,
  messageContent: 1 << 15,
} as const;

export const isThread = ({ type }: FakeChannel): boolean => type >= 10 && type <= 12;
export const isForum = ({ type }: FakeChannel): boolean => type === 15 || type === 16;

export function timeOf(id: string): string {
  return new Date(Number(BigInt(id) >> 22n) + EPOCH).toISOString();
}
