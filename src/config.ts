import { z } from 'zod';
import { UserError } from './errors.ts';
import { LogLevel } from './log.ts';

/** What can be set, each in an environment variable. The README's table is made from this. */
export const Config = z.object({
  PAPERS_FILE: z
    .string()
    .min(1)
    .optional()
    .meta({
      description: 'The corpus to answer from, one paper a line',
      shownDefault: 'the `data/papers.jsonl` that ships',
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
  const wrong = result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new UserError(`The configuration is wrong. ${wrong.join('. ')}.`);
}
