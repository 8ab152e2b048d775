import type { LogLevel } from '../log.ts';
import type { Config } from './config.ts';

/**
 * What is logged: unless somebody says, all that happens, but to a person who tries Paperboy at a terminal only what they have to look
 * after, so that no records stand between the answers.
 *
 * @param isTerminal whether a person reads the log as it is written
 */
export function resolveLogLevel({ LOG_LEVEL, DISCORD_TOKEN, SLACK_BOT_TOKEN }: Config, isTerminal: boolean): LogLevel {
  const isLocalTrial = DISCORD_TOKEN === undefined && SLACK_BOT_TOKEN === undefined;
  return LOG_LEVEL ?? (isTerminal && isLocalTrial ? 'warn' : 'info');
}
