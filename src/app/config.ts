import { isIP } from 'node:net';
import { z } from 'zod';
import { type WebSettings, web, hasPages as webHasPages } from '../../adapters/web/descriptor.ts';
import type { PlatformDescriptor } from '../chat/platform.ts';
import { formatIssue, UserError } from '../runtime/errors.ts';
import type { ListenAddress } from '../runtime/http-server.ts';
import { LogLevel } from '../runtime/log.ts';
import { sourceRegistry } from '../sources/registry.ts';
import type { SourceConfig } from '../sources/source.ts';
import { PLATFORMS } from './platforms.ts';

const SourcesSetting = z.string().transform((text, context): readonly SourceConfig[] => {
  const parsed = sourceRegistry.parseSetting(text);
  if (parsed.kind === 'ok') return parsed.sources;
  for (const problem of parsed.problems) context.addIssue(problem);
  return z.NEVER;
});

const Port = z.coerce.number({ error: 'must be a port from 0 to 65535' }).int().min(0).max(65_535);

/** An IP address or a host name. */
const Host = z
  .string()
  .trim()
  .refine((host) => isIP(host) !== 0 || /^[\w-]+(\.[\w-]+)*\.?$/.test(host), {
    error: 'must be an IP address or host name such as 127.0.0.1, without http:// and without a port',
  });

/** The settings of the program itself; each platform brings its own. */
const APP_SETTINGS = {
  PORT: Port.optional().meta({
    description: "The port of the web server and, with HTTP, of Slack's requests",
    shownDefault: '`3000`, or another port for the web server if that is taken',
  }),
  HOST: Host.default('127.0.0.1').meta({
    description: 'The address to listen on; `0.0.0.0` for all interfaces',
    shownDefault: '`127.0.0.1`',
  }),
  OPERATOR_PORT: Port.optional().meta({
    description: 'The port of `/healthz`, `/readyz` and `/metrics`',
    shownDefault: '`9464`, or another port if that is taken',
  }),
  OPERATOR_HOST: Host.default('127.0.0.1').meta({
    description: 'The address these listen on. Keep it private',
    shownDefault: '`127.0.0.1`',
  }),
  PAPERS_FILE: z.string().optional().meta({
    description: 'The papers a new database starts with, one JSON object per line',
    shownDefault: 'the included `data/papers.jsonl`',
  }),
  PAPERS_SOURCES: SourcesSetting.prefault(sourceRegistry.defaultSetting).meta({
    description: `Where new papers come from, separated by commas, such as \`${sourceRegistry.settingExample}\`; \`none\` turns sources off`,
    shownDefault: `\`${sourceRegistry.defaultSetting}\``,
  }),
  ...sourceRegistry.env,
  PAPERS_CONTACT: z
    .string()
    .trim()
    .regex(/^(https?:\/\/[\w.-]+(:\d+)?(\/\S*)?|[^\s@()<>]+@[\w-]+(\.[\w-]+)+)$/, 'must be an email address or a URL')
    .optional()
    .meta({
      description: 'An email address or URL sent to the sources, so that they know whom to contact about your requests',
      shownDefault: 'no contact',
    }),
  DATABASE_URL: z
    .string()
    .trim()
    .regex(/^(sqlite:.|postgres(ql)?:\/\/)/, 'must be sqlite: and a file, or start with postgres://')
    .default('sqlite:var/paperboy.db')
    .meta({
      description: 'The database: `sqlite:` and a file, or `postgres://user:password@host/name` for several processes',
      shownDefault: '`sqlite:var/paperboy.db`',
    }),
  LOG_LEVEL: LogLevel.optional().meta({
    description: `The least severe messages to log to standard error: ${LogLevel.options.join(', ')}`,
    shownDefault: '`info`; `warn` in a terminal without Discord and Slack',
  }),
  NODE_ENV: z.string().optional().meta({
    description: '`production` starts no web server unless asked to; the Docker image sets it',
    shownDefault: 'not production',
  }),
  NO_COLOR: z.string().optional().meta({
    description: 'Any value turns off colors in the terminal',
    shownDefault: 'colors in a terminal',
  }),
};

type AppSettings = z.output<z.ZodObject<typeof APP_SETTINGS>>;

/** What the environment sets, and the platforms that it enables. */
export type Config = AppSettings & WebSettings & { readonly platforms: readonly PlatformDescriptor[] };

/** The schema of all environment variables, remote platforms first. */
export function configSchema(platforms: readonly PlatformDescriptor[] = PLATFORMS) {
  const settingsOf = (isRemote: boolean) =>
    Object.fromEntries(
      platforms.filter((one) => one.isRemote === isRemote).flatMap(({ settings }) => Object.entries(settings)),
    );
  return z.object({ ...settingsOf(true), ...APP_SETTINGS, ...settingsOf(false) });
}

/**
 * Parses the environment. An empty variable counts as unset, as in most shells and compose files.
 *
 * @throws UserError that lists every invalid variable
 */
export function parseConfig(
  environment: Readonly<Record<string, string | undefined>>,
  platforms: readonly PlatformDescriptor[] = PLATFORMS,
): Config {
  const set = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const result = configSchema(platforms).safeParse(set);
  if (!result.success) throw configError(result.error.issues.map(formatIssue));
  const settings = result.data as AppSettings & WebSettings;
  const hasRemote = platforms.some((platform) => platform.isRemote && platform.isEnabled(settings, false));
  const config = { ...settings, platforms: platforms.filter((platform) => platform.isEnabled(settings, hasRemote)) };
  const problems: string[] = [];
  const report = (setting: string, problem: string): void => void problems.push(`${setting} ${problem}`);
  for (const platform of platforms) platform.checkSettings?.(settings, report);
  checkPortConflicts(config, report);
  if (problems.length > 0) throw configError(problems);
  return config;
}

function configError(problems: readonly string[]): UserError {
  return new UserError(['Invalid configuration:', ...problems.map((problem) => `  ${problem}.`)].join('\n'));
}

/** Platforms, the web server and the operator server each need their own port. */
function checkPortConflicts(config: Config, report: (setting: string, problem: string) => void): void {
  const hasWebServer = hasPlayground(config) || hasPages(config);
  const listening = config.platforms.find((platform) => platform.listensOnPort?.(config));
  const { port, webPort, isWebPortExplicit } = listenPorts(config);
  const reportConflict = (setting: string, other: string, taken: number): void =>
    report(
      setting,
      `must differ from ${other}: set it to another port, such as ${taken < 65_535 ? taken + 1 : taken - 1}`,
    );

  const platformPort = `PORT, which ${listening?.title} uses`;
  if (listening && hasWebServer && webPort === port && port !== 0) reportConflict('WEB_PORT', platformPort, port);
  const operator = operatorAddress(config);
  if (operator.port === 0 || !isSameInterface(operator.host, config.HOST)) return;
  if (listening && operator.port === port) reportConflict('OPERATOR_PORT', platformPort, port);
  else if (hasWebServer && isWebPortExplicit && operator.port === webPort)
    reportConflict('OPERATOR_PORT', "the web server's port", webPort);
}

/** Whether servers on these hosts compete for a port. */
function isSameInterface(one: string, other: string): boolean {
  const all = ['0.0.0.0', '::'];
  return one === other || all.includes(one) || all.includes(other);
}

export function hasPlayground({ platforms }: Pick<Config, 'platforms'>): boolean {
  return platforms.some(({ name }) => name === web.name);
}

/** Whether papers, searches and feeds have pages. */
export function hasPages(config: Config): boolean {
  return webHasPages(config, hasRemotePlatform(config));
}

function hasRemotePlatform({ platforms }: Pick<Config, 'platforms'>): boolean {
  return platforms.some(({ isRemote }) => isRemote);
}

const DEFAULT_PORT = 3000;
/** The usual port of Node.js exporters (https://github.com/prometheus/prometheus/wiki/Default-port-allocations). */
const DEFAULT_OPERATOR_PORT = 9464;

/** The ports of platforms and the web server, whether the latter is set explicitly, and the variable that sets it. */
export function listenPorts({ PORT, WEB_PORT }: Config) {
  const port = PORT ?? DEFAULT_PORT;
  return {
    port,
    webPort: WEB_PORT ?? port,
    isWebPortExplicit: (WEB_PORT ?? PORT) !== undefined,
    webPortSetting: WEB_PORT === undefined ? 'PORT' : 'WEB_PORT',
  };
}

export function operatorAddress({ OPERATOR_HOST: host, OPERATOR_PORT }: Config): ListenAddress {
  return { host, port: OPERATOR_PORT ?? DEFAULT_OPERATOR_PORT, isPortConfigured: OPERATOR_PORT !== undefined };
}

/** `warn` if somebody tries Paperboy in a terminal, so that no log lines appear between the replies; otherwise `info`. */
export function resolveLogLevel(config: Config, isTerminal: boolean): LogLevel {
  return config.LOG_LEVEL ?? (isTerminal && !hasRemotePlatform(config) ? 'warn' : 'info');
}
