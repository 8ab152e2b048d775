import { isIP } from 'node:net';
import { z } from 'zod';
import { formatIssue, UserError } from '../runtime/errors.ts';
import { LogLevel } from '../runtime/log.ts';
import { parseSourceSetting, type SourceConfig } from '../sources/registry.ts';
import { hasPages, hasPlayground, listenPorts, operatorAddress, usesSlackHttp } from './config-defaults.ts';

/** Which shards one process has: as many as Discord advises, or these of a total. */
export type Shards = 'auto' | { readonly shards: readonly number[]; readonly shardCount: number };

/** Reads `auto`, one shard of a total (`2/8`), or a range of them (`0-3/8`). */
export const ShardSetting = z.string().transform((text, context): Shards => {
  if (text === 'auto') return text;
  const [, first = Number.NaN, last = first, total = 0] = (
    /^(\d{1,5})(?:-(\d{1,5}))?\/(\d{1,5})$/.exec(text) ?? []
  ).map((part) => (part === undefined ? undefined : Number(part)));
  if (first <= last && last < total) {
    return { shards: Array.from({ length: last - first + 1 }, (_, at) => first + at), shardCount: total };
  }
  context.addIssue('takes auto, a shard of a total such as 2/8, or a range such as 0-3/8, counted from 0');
  return z.NEVER;
});

/** Where a source is. */
const SourceUrl = z
  .url({ protocol: /^https?$/, error: 'is no address', abort: true })
  .refine((url) => new URL(url).username === '' && new URL(url).password === '', 'takes no user name and password');

/** The sources that papers come from, as `readSources` has it. */
const SourcesSetting = z.string().transform((text, context): readonly SourceConfig[] => {
  const reading = parseSourceSetting(text);
  if ('sources' in reading) return reading.sources;
  for (const problem of reading.problems) context.addIssue(problem);
  return z.NEVER;
});

const Port = z.coerce.number({ error: 'takes a port from 0 to 65535' }).int().min(0).max(65_535);

/** An address of this machine, or a name that leads to one. */
const Host = z
  .string()
  .trim()
  .refine((host) => isIP(host) !== 0 || /^[\w-]+(\.[\w-]+)*\.?$/.test(host), {
    error: 'takes an address or a name alone, as in 127.0.0.1, without http:// and without a port',
  });

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
  SLACK_BOT_TOKEN: z
    .string()
    .trim()
    .regex(
      /^xoxb-/,
      'is no bot token: copy the one that starts with xoxb- from OAuth & Permissions of your app at https://api.slack.com/apps',
    )
    .optional()
    .meta({ description: 'The bot token of your Slack app', shownDefault: 'no Slack' }),
  SLACK_APP_TOKEN: z
    .string()
    .trim()
    .regex(
      /^xapp-/,
      'is no app-level token: make one that starts with xapp-, with the scope connections:write, at Basic Information, App-Level Tokens, of your app at https://api.slack.com/apps',
    )
    .optional()
    .meta({ description: 'The app-level token, for Socket Mode', shownDefault: 'no Socket Mode' }),
  SLACK_SIGNING_SECRET: z
    .string()
    .trim()
    .min(1)
    .optional()
    .meta({ description: 'The signing secret, for HTTP where there is no app-level token', shownDefault: 'no HTTP' }),
  SLACK_SUBSCRIBERS: z.enum(['members', 'admins']).default('members').meta({
    description:
      'Who may subscribe a channel of Slack, and change what it gets: its `members`, or `admins` of the workspace alone',
    shownDefault: '`members`',
  }),
  SLACK_API_URL: z
    .url({ protocol: /^https?$/, error: 'is no address' })
    .default('https://slack.com/api/')
    .meta({ description: "Slack's address: for tests and proxies", shownDefault: '`https://slack.com/api/`' }),
  PORT: Port.optional().meta({
    description: "The port for the browser and, over HTTP, for Slack's requests",
    shownDefault: '`3000`; for the browser another one where that is taken',
  }),
  HOST: Host.default('127.0.0.1').meta({
    description: 'The address to listen at; `0.0.0.0` for all',
    shownDefault: '`127.0.0.1`',
  }),
  WEB_PORT: Port.optional().meta({
    description: "The port for the browser, where Slack's requests come in at `PORT`",
    shownDefault: '`PORT`',
  }),
  PLAYGROUND: z.enum(['on', 'off']).optional().meta({
    description: 'Whether there is a page to try everything in, where everybody who can open it may do everything',
    shownDefault:
      '`on` without Discord and Slack, `off` where `NODE_ENV` is `production` or others come by a `PUBLIC_URL`',
  }),
  PAGES: z.enum(['on', 'off']).optional().meta({
    description: 'Whether papers, searches and feeds have pages for the browser: for reading, without an account',
    shownDefault: 'as `PLAYGROUND`, and a `PUBLIC_URL` closes none',
  }),
  PUBLIC_URL: z
    .url({ protocol: /^https?$/, error: 'is no address', abort: true })
    .refine(
      (url) => /^https?:\/\/[^/?#@]+\/?$/.test(url),
      'takes a host without a path, as in https://papers.example.org',
    )
    .optional()
    .meta({
      description:
        'The address at which people reach the pages, as in `https://papers.example.org`: no other name is answered',
      shownDefault: '`localhost` and addresses of numbers',
    }),
  OPERATOR_PORT: Port.optional().meta({
    description: 'The port of `/healthz`, `/readyz` and `/metrics`',
    shownDefault: '`9464`; another one where that is taken',
  }),
  OPERATOR_HOST: Host.default('127.0.0.1').meta({
    description: 'The address to listen at for these; they are for nobody outside',
    shownDefault: '`127.0.0.1`',
  }),
  PAPERS_FILE: z.string().optional().meta({
    description: 'The papers that a new database begins with, one a line',
    shownDefault: 'the `data/papers.jsonl` that ships',
  }),
  PAPERS_SOURCES: SourcesSetting.prefault('huggingface').meta({
    description:
      'Where new papers come from: `huggingface`, `arxiv:` and categories, or both as in `huggingface,arxiv:cs.LG+cs.CL`; `none` asks nobody',
    shownDefault: '`huggingface`',
  }),
  HUGGING_FACE_URL: SourceUrl.default('https://huggingface.co').meta({
    description: "Hugging Face's address: for tests and proxies",
    shownDefault: '`https://huggingface.co`',
  }),
  ARXIV_URL: SourceUrl.default('https://export.arxiv.org').meta({
    description: "arXiv's address: for tests and proxies",
    shownDefault: '`https://export.arxiv.org`',
  }),
  PAPERS_CONTACT: z
    .string()
    .trim()
    .regex(
      /^(https?:\/\/[\w.-]+(:\d+)?(\/\S*)?|[^\s@()<>]+@[\w-]+(\.[\w-]+)+)$/,
      'is neither an e-mail address nor that of a page',
    )
    .optional()
    .meta({
      description:
        'An e-mail address or a page that says whose Paperboy this is: the sources are told, so that they know whom to ask',
      shownDefault: 'nothing is told',
    }),
  DATABASE_URL: z
    .string()
    .trim()
    .regex(/^(sqlite:.|postgres(ql)?:\/\/)/, 'starts with sqlite: and a file, or with postgres://')
    .default('sqlite:var/paperboy.db')
    .meta({
      description:
        'Where everything is kept: `sqlite:` and a file, or `postgres://user:password@host/name` for several processes',
      shownDefault: '`sqlite:var/paperboy.db`',
    }),
  LOG_LEVEL: LogLevel.optional().meta({
    description: `What is logged to standard error: ${LogLevel.options.join(', ')}`,
    shownDefault: '`info`; at a terminal without Discord and Slack `warn`',
  }),
  NODE_ENV: z.string().optional().meta({
    description: '`production` opens nothing for the browser unless it is asked for; the image sets it',
    shownDefault: 'a machine of your own, and so is every other value',
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
export function parseConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const set = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const result = Config.superRefine(checkSlackSettings).superRefine(checkPortConflicts).safeParse(set);
  if (result.success) return result.data;
  const problems = result.error.issues.map(formatIssue);
  throw new UserError(`The configuration is wrong. ${problems.join('. ')}.`);
}

/** Slack's settings make sense together only. */
function checkSlackSettings(
  { SLACK_BOT_TOKEN, SLACK_APP_TOKEN, SLACK_SIGNING_SECRET }: Config,
  context: z.RefinementCtx,
): void {
  const hasTransport = SLACK_APP_TOKEN !== undefined || SLACK_SIGNING_SECRET !== undefined;
  if (SLACK_BOT_TOKEN !== undefined && !hasTransport) {
    context.addIssue({
      code: 'custom',
      path: ['SLACK_BOT_TOKEN'],
      message:
        'needs SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET (HTTP) beside it: both are at Basic Information of your app at https://api.slack.com/apps',
    });
  }
  if (SLACK_BOT_TOKEN === undefined && hasTransport) {
    context.addIssue({
      code: 'custom',
      path: ['SLACK_BOT_TOKEN'],
      message:
        'is missing beside the other settings of Slack: copy it from OAuth & Permissions of your app at https://api.slack.com/apps',
    });
  }
}

/** Slack's requests, the browser's and an operator's are answered by different servers. */
function checkPortConflicts(config: Config, context: z.RefinementCtx): void {
  const hasBrowser = hasPlayground(config) || hasPages(config);
  const hasSlack = usesSlackHttp(config);
  const { port, webPort, isWebPortExplicit } = listenPorts(config);
  const reportConflict = (name: 'WEB_PORT' | 'OPERATOR_PORT', whose: string, taken: number): void =>
    context.addIssue({
      code: 'custom',
      path: [name],
      message: `has to differ from ${whose}: set it to another one, such as ${taken < 65_535 ? taken + 1 : taken - 1}`,
    });

  if (hasSlack && hasBrowser && webPort === port && port !== 0)
    reportConflict('WEB_PORT', "PORT, at which Slack's requests come in", port);
  const operator = operatorAddress(config);
  if (operator.port === 0 || !isSameInterface(operator.host, config.HOST)) return;
  if (hasSlack && operator.port === port)
    reportConflict('OPERATOR_PORT', "PORT, at which Slack's requests come in", port);
  else if (hasBrowser && isWebPortExplicit && operator.port === webPort)
    reportConflict('OPERATOR_PORT', 'the port for the browser', webPort);
}

/** Whether what listens at one host takes a port of the other. */
function isSameInterface(one: string, other: string): boolean {
  const all = ['0.0.0.0', '::'];
  return one === other || all.includes(one) || all.includes(other);
}
