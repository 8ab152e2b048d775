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
  /** 0 text, 1 DM, 5 announcement, 10 to 12 thread, 15 forum, 16 media. */
  readonly type: number;
  readonly guildId?: string;
  readonly parentId?: string;
  readonly ownerId?: string;
  readonly recipient?: FakeUser;
  /** Only forums. */
  readonly tags?: readonly { readonly id: string; readonly name: string; readonly moderated?: boolean }[];
  readonly requiresTag?: boolean;
  /** Only threads. */
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
  /** The permissions of @everyone, and so of the bot. */
  readonly permissions: bigint;
}

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
  /** After all edits. */
  readonly body: MessageBody;
  readonly nonce?: string;
  readonly files?: readonly FakeFile[];
  readonly flags: number;
  readonly ephemeral: boolean;
  readonly edits: number;
  readonly deleted: boolean;
  /** Only responses to interactions. */
  readonly interaction?: { readonly id: string; readonly type: number; readonly user: FakeUser };
}

export interface StoredCommand extends CommandBody {
  readonly id: string;
  readonly version: string;
}

/** The data of an event for a session with these intents. */
export type EventData = (intents: number) => object;

/** The state of the fake. */
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
  /** Sends an event to sessions with the intents. */
  emit: (event: string, data: EventData, guildId: string | undefined, intents: number) => void;
  newId(): string;
  updateChannel(id: string, change: Partial<FakeChannel>): FakeChannel;
  updateMessage(id: string, change: Partial<FakeMessage>): FakeMessage;
  addMessage(
    message: Omit<FakeMessage, 'id' | 'flags' | 'ephemeral' | 'edits' | 'deleted'> & { readonly id?: string },
  ): FakeMessage;
}

/** What the bot asks for and members have by default. */
export const DEFAULT_PERMISSIONS = [10n, 11n, 14n, 15n, 16n, 18n, 31n, 35n, 38n].reduce(
  (sum, bit) => sum | (1n << bit),
  0n,
);

const EPOCH = 1_420_070_400_000;

export function createWorld(watch: Watch, token?: string): World {
  const messages = new Map<string, FakeMessage>();
  const channels = new Map<string, FakeChannel>();
  const newId = createIds();
  const applicationId = newId();
  const updateMessage = (id: string, changed: Partial<FakeMessage>): FakeMessage => {
    const before = messages.get(id);
    if (!before) throw new Error(`no message ${id}`);
    const after = { ...before, ...changed };
    messages.set(id, after);
    watch.notify();
    return after;
  };
  return {
    // The first part of a token is the bot's id.
    token: token ?? `${Buffer.from(applicationId).toString('base64url')}.fake.token`,
    applicationId,
    // New applications have the same id as their bot.
    bot: { id: applicationId, username: 'paperboy', bot: true },
    person: { id: newId(), username: 'ada' },
    watch,
    guilds: new Map(),
    channels,
    messages,
    commands: new Map(),
    violations: [],
    emit: () => undefined,
    newId,
    updateChannel: (id, changed) => {
      const before = channels.get(id);
      if (!before) throw new Error(`no channel ${id}`);
      const after = { ...before, ...changed };
      channels.set(id, after);
      watch.notify();
      return after;
    },
    updateMessage,
    addMessage: (message) => {
      const id = message.id ?? newId();
      const flags = message.body.flags ?? 0;
      messages.set(id, { ...message, id, flags, ephemeral: (flags & FLAG.ephemeral) !== 0, edits: 0, deleted: false });
      return updateMessage(id, {});
    },
  };
}

/** Increasing snowflakes with a timestamp, like Discord's. */
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
