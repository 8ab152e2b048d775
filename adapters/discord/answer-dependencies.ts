import type { Command } from '../../src/chat/command.ts';
import type { InteractionHandler } from '../../src/chat/dispatch.ts';
import type { ActionStore } from '../../src/chat/keepsakes.ts';
import type { Log } from '../../src/log.ts';
import type { AttachCharts } from './illustrate.ts';

/** What every answer needs. */
export interface DiscordHandlerDeps {
  readonly dispatch: InteractionHandler;
  readonly commands: readonly Command[];
  readonly actionStore: ActionStore;
  readonly log: Log;
  readonly attachCharts: AttachCharts;
  /** How long a form may take to get ready. */
  readonly formTimeoutMs?: number | undefined;
}
