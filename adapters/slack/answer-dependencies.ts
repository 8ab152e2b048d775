import type { webApi } from '@slack/bolt';
import type { Command } from '../../src/chat/command.ts';
import type { Dispatch } from '../../src/chat/dispatch.ts';
import type { Keepsakes } from '../../src/chat/keepsakes.ts';
import type { Log } from '../../src/log.ts';
import type { Illustrate } from './illustrate.ts';

/** What every answer needs. */
export interface AnswerDependencies {
  readonly dispatch: Dispatch;
  /** The workspace whose token this is: every place is in it. */
  readonly tenant: string;
  readonly commands: readonly Command[];
  readonly keepsakes: Keepsakes;
  /** Without retries: an answer said twice is worse than one that is missing. */
  readonly web: webApi.WebClient;
  readonly log: Log;
  readonly illustrate: Illustrate;
  /** How long an answer may take before a modal shows something without it. */
  readonly loadingAfterMs: number;
}
