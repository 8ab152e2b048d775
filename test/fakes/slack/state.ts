import { randomBytes } from 'node:crypto';
import { createWatch, type Watch } from '../watch.ts';
import type { Block, MessageBody, ViewBody } from './bodies.ts';

export interface FakeUser {
  readonly id: string;
  readonly name: string;
  readonly tz: string;
  readonly isBot?: boolean;
  /** Whether they run their workspace. */
  readonly isAdmin?: boolean;
  /** The workspace of somebody from another organization, who is here in a shared channel. */
  readonly teamId?: string;
  /** All workspaces of their organization that they are in, where it has several. */
  readonly teams?: readonly string[];
}

export interface FakeChannel {
  readonly id: string;
  readonly name: string;
  readonly kind: 'public' | 'private' | 'im';
  /** Whether the bot is in it. */
  readonly isMember: boolean;
  readonly isArchived: boolean;
  /** Whether only some may post here: the bot not. */
  readonly isRestricted: boolean;
  /** Who talks with the bot in a direct message. */
  readonly user?: string;
  /** The people in it; the person who acts, unless told. */
  readonly members?: readonly string[];
}

export interface FakeMessage {
  readonly channel: string;
  readonly ts: string;
  readonly user: string;
  /** As it stands now, after all updates. */
  readonly body: MessageBody;
  readonly threadTs?: string;
  /** The one person who sees it. */
  readonly onlyFor?: string;
  readonly edits: number;
  readonly deleted: boolean;
  /** Whether nobody may reply any more. */
  readonly isLocked?: boolean;
  /** Cards, by link. */
  readonly unfurls: Readonly<Record<string, UnfurlCard>>;
}

/** A file that the bot has given to Slack. */
export interface FakeFile {
  readonly id: string;
  readonly name: string;
  /** As it was announced. */
  readonly length: number;
  readonly alt?: string;
  readonly data?: Uint8Array;
  readonly isComplete: boolean;
  /** How often Slack was asked about it. */
  readonly looks: number;
  /** What it is, once Slack knows. */
  readonly mimetype?: string;
}

export interface FakeView {
  readonly id: string;
  readonly type: 'modal' | 'home';
  readonly user: string;
  readonly body: ViewBody;
  /** Another one with every change. */
  readonly hash: string;
  readonly how: 'opened' | 'pushed' | 'published';
  readonly updates: number;
  readonly isOpen: boolean;
  readonly rootId: string;
  /** The one that it lies on. */
  readonly previousId?: string;
  /** What its viewer was looking at when it was opened. */
  readonly channel?: string;
}

interface UnfurlCard {
  readonly blocks?: readonly Block[];
}

/** A call of `chat.unfurl`. */
export interface FakeUnfurl {
  readonly channel?: string;
  readonly ts?: string;
  readonly unfurlId?: string;
  readonly source?: string;
  readonly unfurls: Readonly<Record<string, UnfurlCard>>;
}

/** Links that somebody posted or types, which the app may turn into cards. */
export interface SharedLinks {
  readonly channel: string;
  readonly ts: string;
  readonly unfurlId: string;
  readonly source: 'composer' | 'conversations_history';
  readonly urls: readonly string[];
}

export interface Trigger {
  readonly sentAt: number;
  readonly user: string;
  isUsed: boolean;
  isExpired: boolean;
  /** The view from which it came, or the channel. */
  readonly from?: string;
  readonly channel?: string;
  view?: string;
}

/** The world that the fake knows: what a database is to Slack. */
export interface World {
  readonly teamId: string;
  readonly appId: string;
  readonly botId: string;
  readonly botUserId: string;
  readonly botToken: string;
  readonly appToken: string;
  readonly signingSecret: string;
  readonly scopes: Set<string>;
  readonly person: FakeUser;
  /** What every call with the bot's token is answered with, once somebody has taken it away. */
  tokenError: string | undefined;
  readonly watch: Watch;
  readonly users: Map<string, FakeUser>;
  readonly channels: Map<string, FakeChannel>;
  readonly messages: Map<string, FakeMessage>;
  readonly views: Map<string, FakeView>;
  readonly files: Map<string, FakeFile>;
  readonly triggers: Map<string, Trigger>;
  readonly shared: SharedLinks[];
  readonly unfurls: FakeUnfurl[];
  readonly violations: string[];
  newId(prefix: string): string;
  newTs(): string;
  message(channel: string, ts: string): FakeMessage | undefined;
  add(message: Pick<FakeMessage, 'channel' | 'user' | 'body' | 'threadTs' | 'onlyFor'>): FakeMessage;
  change(message: FakeMessage, change: Partial<FakeMessage>): FakeMessage;
  putView(view: Omit<FakeView, 'hash'>): FakeView;
}

export interface Credentials {
  readonly botToken: string;
  readonly appToken: string;
  readonly signingSecret: string;
}

export function createWorld({ botToken, appToken, signingSecret }: Credentials, scopes: readonly string[]): World {
  const messages = new Map<string, FakeMessage>();
  const views = new Map<string, FakeView>();
  const watch = createWatch();
  const newTs = createTimes();
  let ids = 0;
  const newId = (prefix: string): string => {
    ids += 1;
    return `${prefix}0FAKE${ids.toString(36).toUpperCase().padStart(4, '0')}`;
  };
  const bot = { id: newId('U'), name: 'paperboy', tz: 'Etc/UTC', isBot: true };
  const person = { id: newId('U'), name: 'ada', tz: 'Europe/Zurich' };
  const store = (message: FakeMessage): FakeMessage => {
    messages.set(`${message.channel} ${message.ts}`, message);
    watch.notify();
    return message;
  };
  return {
    teamId: newId('T'),
    appId: newId('A'),
    botId: newId('B'),
    botUserId: bot.id,
    botToken,
    appToken,
    signingSecret,
    scopes: new Set(scopes),
    person,
    tokenError: undefined,
    watch,
    users: new Map([bot, person].map((user) => [user.id, user])),
    channels: new Map(),
    messages,
    views,
    files: new Map(),
    triggers: new Map(),
    shared: [],
    unfurls: [],
    violations: [],
    newId,
    newTs,
    message: (channel, ts) => messages.get(`${channel} ${ts}`),
    add: (message) => store({ ...message, ts: newTs(), edits: 0, deleted: false, unfurls: {} }),
    change: (message, change) => {
      const now = messages.get(`${message.channel} ${message.ts}`) ?? message;
      return store({ ...now, ...change });
    },
    putView: (view) => {
      const put = { ...view, hash: `${Math.floor(Date.now() / 1000)}.${randomBytes(4).toString('hex')}` };
      views.set(put.id, put);
      watch.notify();
      return put;
    },
  };
}

/** Times as Slack writes them, which grow, and no two of which are equal: they are the ids of messages. */
function createTimes(): () => string {
  let last = 0;
  return () => {
    last = Math.max(Date.now() * 1000, last + 1);
    return `${Math.floor(last / 1e6)}.${(last % 1e6).toString().padStart(6, '0')}`;
  };
}
