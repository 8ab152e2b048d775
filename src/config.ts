import { z } from 'zod';
import { UserError } from './errors.ts';
import { issueInWords } from './issue-in-words.ts';
import { LogLevel } from './log.ts';
import { ShardSetting } from './shards.ts';

/** What can be set, each in an environment variable. The README's table is made from this. */
export const Config = z.object({
  DISCORD_TOKEN: z
    .string()
    .trim()
    .regex(
      /^[\w-]+\.[\w-]+\.[\w-]+$/,
      'is no bot token: copy it from Bot, Reset Token, of your application at https://discord.com/developers/applications',
    )
    .optional()
    .meta({ description: 'The bot token of your Discord application', shownDefault: 'no Discord' }),
  DISCORD_SHARDS: ShardSetting.default('auto').meta({
    description:
      'Which gateway shards this process has: `auto`, or some of a total (`0-3/8`) where several processes share the load',
    shownDefault: '`auto`',
  }),
  DISCORD_API_URL: z
    .url({ protocol: /^https?$/, error: 'is no address' })
    .default('https://discord.com/api')
    .meta({
      description: "Discord's address, without the version: for tests and proxies",
      shownDefault: '`https://discord.com/api`',
    }),
  PAPERS_FILE: z.string().optional().meta({
    description: 'The corpus to answer from, one paper a line',
    shownDefault: 'the `data/papers.jsonl` that ships',
  }),
  STATE_DIR: z.string().default('var').meta({
    description: 'The folder for what has to last: what long-lived buttons mean',
    shownDefault: '`var`',
  }),
  LOG_LEVEL: LogLevel.default('info').meta({
    description: `What is logged to standard error: ${LogLevel.options.join(', ')}`,
    shownDefault: '`info`',
  }),
  NO_COLOR: z
    .string()
    .optional()
    .meta({ description: 'Anything at all: no colours on the terminal', shownDefault: 'colours on a terminal' }),
});
export type Config = z.infer<typeof Config>;

/**
 * The configuration in an environment. An empty variable counts as not set, as in most shells and compose files.
 *
 * @throws UserError that names every variable that is wrong, and what it takes
 */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const set = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const result = Config.safeParse(set);
  if (result.success) return result.data;
  const wrong = result.error.issues.map(issueInWords);
  throw new UserError(`The configuration is wrong. ${wrong.join('. ')}.`);
}
