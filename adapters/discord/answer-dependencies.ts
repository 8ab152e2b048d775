import type { Command } from '../../src/chat/command.ts';
import type { Dispatch } from '../../src/chat/dispatch.ts';
import type { Keepsakes } from '../../src/chat/keepsakes.ts';
import type { Log } from '../../src/log.ts';
import type { Illustrate } from './illustrate.ts';

/** What every answer needs. */
export interface AnswerDependencies {
  readonly dispatch: Dispatch;
  readonly commands: readonly Command[];
  readonly keepsakes: Keepsakes;
  readonly log: Log;
  readonly illustrate: Illustrate;
  /** How long a form may take to get ready. */
  readonly formTimeoutMs?: number | undefined;
}
