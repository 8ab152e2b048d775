import type { webApi } from '@slack/bolt';
import type { Command } from '../../src/chat/command.ts';
import type { InteractionHandler } from '../../src/chat/dispatch.ts';
import type { ActionStore } from '../../src/chat/keepsakes.ts';
import type { Log } from '../../src/log.ts';
import type { AttachCharts } from './illustrate.ts';

/** What every answer needs. */
export interface SlackHandlerDeps {
  readonly dispatch: InteractionHandler;
  /** The workspace whose token this is: every place is in it. */
  readonly tenant: string;
  readonly commands: readonly Command[];
  readonly actionStore: ActionStore;
  /** Without retries: an answer said twice is worse than one that is missing. */
  readonly web: webApi.WebClient;
  readonly log: Log;
  readonly attachCharts: AttachCharts;
  /** How long an answer may take before a modal shows something without it. */
  readonly loadingAfterMs: number;
}
