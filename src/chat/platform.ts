import type { z } from 'zod';
import type { ChartRenderer } from '../runtime/charts/chart.ts';
import { UserError } from '../runtime/errors.ts';
import type { Log } from '../runtime/log.ts';
import { type ActionStore, storeLongActions } from './action.ts';
import type { CommandDefinition } from './command.ts';
import type { Document } from './document.ts';
import type { InteractionHandler } from './interaction.ts';
import type { Place, Posted } from './place.ts';
import type { PlatformTraits } from './platform-traits.ts';

/** After `unknown` the message may or may not be there: `findPosted` can tell, and posting again could duplicate it. */
export type PostOutcome =
  | { readonly kind: 'sent'; readonly posted: Posted }
  /** It was sent earlier under this key, and somebody has deleted it since. */
  | { readonly kind: 'sent-then-deleted' }
  | { readonly kind: 'forbidden'; readonly reason: string }
  | { readonly kind: 'gone'; readonly reason: string }
  | { readonly kind: 'rate-limited'; readonly retryAfterMs: number }
  /** The platform will never accept this message: a bug of ours, or a rule against its text. */
  | { readonly kind: 'failed'; readonly reason: string }
  /** Nothing can be sent anywhere, for example while the connection is down or the token is invalid. */
  | { readonly kind: 'unavailable'; readonly reason: string }
  | { readonly kind: 'unknown'; readonly reason: string };

/** How long a sent message may take to show up. Before that, not finding it proves nothing. */
export const POST_VISIBILITY_DELAY_MS = 2 * 60_000;

/** Why nothing was sent, or that the outcome is unknown. */
export type PostFailure = Exclude<PostOutcome, { kind: 'sent' | 'sent-then-deleted' }>;

/** A thread, and the link to it if the platform has links. */
export interface Thread {
  readonly place: Place;
  readonly url?: string;
}

/** `locked`: moderators closed the thread, so nobody can write in it. */
export type OpenThreadOutcome =
  | { readonly kind: 'open'; readonly thread: Thread }
  | { readonly kind: 'locked' }
  | PostFailure;

/** The state of a thread. The content of its messages isn't read. */
export type ReadThreadOutcome =
  | {
      readonly kind: 'read';
      readonly state: 'open' | 'archived' | 'locked';
      /** Messages without the one that the thread is on. */
      readonly replies: number;
      /** Participants without Paperboy. */
      readonly people: number;
      /** When the last message was sent, ISO 8601 in UTC. */
      readonly lastAt?: string;
    }
  | PostFailure;

/** A chat platform. Adapters replace what a platform lacks, so callers never ask what it supports. */
export interface ChatPlatform {
  readonly name: string;
  /** Connects and passes interactions to the handler. Resolves when it is ready. */
  start(onInteraction: InteractionHandler): Promise<void>;
  /** Stops taking interactions, finishes those in progress for up to seven seconds, and disconnects. */
  stop(): Promise<void>;
  /** Whether it receives interactions. False before it is ready, while it reconnects and after it has stopped. */
  connected(): boolean;
  /** Sends an unsolicited message. The same key is the same post. */
  post(place: Place, document: Document, key: string): Promise<PostOutcome>;
  /** Replaces the content of a message. */
  update(posted: Posted, document: Document): Promise<PostOutcome>;
  /**
   * Opens a thread on a message, or unarchives the one it has. In a channel that consists of threads (a Discord forum)
   * every post already is one, so this returns it.
   */
  openThread(posted: Posted, title: string): Promise<OpenThreadOutcome>;
  readThread(thread: Place): Promise<ReadThreadOutcome>;
  /** Searches for the post with a key, sent at or after an instant (ISO 8601, UTC), to resolve an unknown outcome. */
  findPosted(place: Place, key: string, since: string): Promise<Posted | undefined>;
}

/** @param purpose what the person tried to do: "subscribe a channel" */
export function notAllowedError(purpose: string, { platform }: { readonly platform: PlatformTraits }): UserError {
  return new UserError(`To ${purpose}, ${platform.managerRequirement}`);
}

/** The platform, with actions that are too long for it kept in the action store. */
export function withStoredActions(platform: ChatPlatform, actionStore: Pick<ActionStore, 'put'>): ChatPlatform {
  return {
    name: platform.name,
    start: (onInteraction) => platform.start(onInteraction),
    stop: () => platform.stop(),
    connected: () => platform.connected(),
    post: (place, document, key) => platform.post(place, storeLongActions(document, actionStore), key),
    update: (posted, document) => platform.update(posted, storeLongActions(document, actionStore)),
    openThread: (posted, title) => platform.openThread(posted, title),
    readThread: (thread) => platform.readThread(thread),
    findPosted: (place, key, since) => platform.findPosted(place, key, since),
  };
}

/**
 * A platform as the program sees it before it connects: settings, secrets, command line, and how to create it. It is
 * loaded for every subcommand, so the functions load the platform's SDK when they are called.
 */
export interface PlatformDescriptor<Shape extends z.ZodRawShape = z.ZodRawShape> extends PlatformTraits {
  /** Whether people use it over a service elsewhere. Without such a platform, the local ones start. */
  readonly isRemote: boolean;
  /** Whether the people there run Paperboy, so that errors may tell them about its database. */
  readonly usersAreOperators?: boolean;
  /** Its settings, one environment variable each, with `meta` for the table in docs/configuration.md. */
  readonly settings: Shape;
  isEnabled(settings: PlatformSettings<Shape>, hasRemotePlatform: boolean): boolean;
  /** Reports settings that don't go together. */
  checkSettings?(settings: PlatformSettings<Shape>, report: (setting: string, problem: string) => void): void;
  /** Whether its requests come in at `PORT`. */
  listensOnPort?(settings: PlatformSettings<Shape>): boolean;
  /**
   * What its tokens and URLs with tokens look like, for redaction: global patterns whose first group, if any, is kept.
   */
  readonly secretPatterns: readonly RegExp[];
  create(settings: PlatformSettings<Shape>, deps: PlatformDeps): Promise<ChatPlatform>;
  /** A document as the platform's API takes it, for `paperboy say --as`. */
  renderPayload?(document: Document): Promise<object>;
  /** A page that shows such a payload. */
  payloadPreviewUrl?(payload: object): Promise<string>;
  /** Subcommands of the program, such as `invite`. */
  readonly cliCommands?: readonly PlatformCliCommand<Shape>[];
}

/** A platform's settings with those of the program that it may need. */
export type PlatformSettings<Shape extends z.ZodRawShape> = z.output<z.ZodObject<Shape>> & {
  readonly HOST: string;
  readonly PORT?: number | undefined;
  readonly NODE_ENV?: string | undefined;
  readonly NO_COLOR?: string | undefined;
};

/** What a platform is created with. */
export interface PlatformDeps {
  /** The commands that the platform has. */
  readonly commands: readonly CommandDefinition[];
  readonly actionStore: ActionStore;
  readonly drawChart: ChartRenderer;
  /** The port for incoming requests: `PORT` or its default. */
  readonly port: number;
  /** The web server, where one is configured. */
  readonly browser: { readonly playground?: ChatPlatform; url(): string } | undefined;
  readonly log: Log;
  readonly now: () => Date;
  /** Called once with what the operator can do, when the platform has failed for good. */
  readonly onFatal: (error: UserError) => void;
  /** Called with the milliseconds from each interaction to its acknowledgement. */
  readonly onAcknowledged: (ms: number) => void;
  /**
   * Called at the end of the terminal's input. `wasUsed` is false if nobody could have typed anything, as in a service.
   */
  readonly onEnd: (wasUsed: boolean) => void;
}

export interface PlatformCliCommand<Shape extends z.ZodRawShape = z.ZodRawShape> {
  readonly name: string;
  readonly description: string;
  readonly option?: { readonly flags: string; readonly description: string; readonly parse: (value: string) => string };
  /** Returns what to print. @throws UserError for what the operator can fix */
  run(
    readSettings: () => PlatformSettings<Shape>,
    commands: readonly CommandDefinition[],
    option: string | undefined,
  ): Promise<string>;
}

/** Infers the types of the settings. */
export function definePlatform<const Shape extends z.ZodRawShape>(
  descriptor: PlatformDescriptor<Shape>,
): PlatformDescriptor<Shape> {
  return descriptor;
}
