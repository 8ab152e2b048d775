import type { z } from 'zod';
import type { ChartRenderer } from '../runtime/charts/chart.ts';
import type { UserError } from '../runtime/errors.ts';
import type { Log } from '../runtime/log.ts';
import type { ActionStore } from './action.ts';
import type { CommandDefinition } from './command.ts';
import type { Document } from './document.ts';
import type { ChatPlatform } from './platform.ts';
import type { PlatformTraits } from './platform-traits.ts';

/**
 * A platform as the program sees it before it connects: settings, secrets, command line, and how to create it. It is loaded for every
 * subcommand, so the functions load the platform's SDK when they are called.
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
  /** What its tokens and URLs with tokens look like, for redaction: global patterns whose first group, if any, is kept. */
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
  /** Called at the end of the terminal's input. `wasUsed` is false if nobody could have typed anything, as in a service. */
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
