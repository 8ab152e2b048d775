import { Command, InvalidArgumentError, Option } from 'commander';
import type { PlatformCliCommand, PlatformDescriptor } from '../../chat/platform.ts';
import { Day } from '../../papers/paper.ts';
import { UserError } from '../../runtime/errors.ts';
import type { DayRangeInput } from '../../sources/backfill.ts';

/** The subcommands. Each rejects with a `UserError` for what the person can fix. */
export interface CliHandlers {
  start(): Promise<void>;
  say(text: string, options: SayOptions): Promise<void>;
  importFiles(files: readonly string[], options: ImportOptions): Promise<void>;
  refresh(range: DayRangeInput): Promise<void>;
  status(): Promise<void>;
  /** Runs a subcommand of a platform. */
  platform(command: PlatformCliCommand, platform: PlatformDescriptor, option: string | undefined): Promise<void>;
}

export interface SayOptions {
  /** `console`, `json`, or the name of a platform. */
  readonly as: string;
  /** Prints the URL of a page that shows the reply instead of the reply. */
  readonly open: boolean;
}

export interface ImportOptions {
  /** The day on which listing pages were captured. */
  readonly captured?: string;
  /** A corpus file to update instead of the database. */
  readonly into?: string;
}

interface CliSettings {
  readonly version: string;
  readonly platforms: readonly PlatformDescriptor[];
}

/** The command line `paperboy`. */
export function createCli(handlers: CliHandlers, { version, platforms }: CliSettings): Command {
  const cli = new Command('paperboy')
    .description('Research papers, delivered where your team already talks. Without a command, starts Paperboy.')
    .version(version)
    .showHelpAfterError('(run paperboy --help for all commands)')
    .allowExcessArguments()
    .action((_options: unknown, { args: [unknown] }: Command) => {
      if (unknown === undefined) return handlers.start();
      return cli.error(`error: unknown command '${unknown}'. To run a chat command, use say: paperboy say '/papers …'`);
    });
  addSay(cli, handlers, platforms);
  cli
    .command('import')
    .description('merge captured listing pages or JSON lines into the corpus')
    .argument('<file...>', 'listing pages as text, or JSON lines')
    .option('--captured <day>', 'the day the pages were captured, if it should not be inferred', parseDay)
    .option('--into <file>', 'the corpus file to update instead of the database')
    .action((files: string[], options: ImportOptions) => handlers.importFiles(files, options));
  cli
    .command('refresh')
    .description('fetch papers from the sources now: recent days and trending, or every day since --from')
    .option('--from <day>', 'the first day, such as 2024-05-27; days already fetched are skipped')
    .option('--to <day>', 'the last day (default: today)')
    .action((range: DayRangeInput) => handlers.refresh(range));
  cli
    .command('status')
    .description('show the configuration, the papers and subscriptions stored, and the health of sources and process')
    .action(() => handlers.status());
  for (const platform of platforms)
    for (const command of platform.cliCommands ?? []) addPlatformCommand(cli, command, platform, handlers);
  // The parent allows excess arguments to report unknown commands; subcommands don't.
  for (const command of cli.commands) command.allowExcessArguments(false);
  return cli;
}

function addSay(cli: Command, handlers: CliHandlers, platforms: readonly PlatformDescriptor[]): void {
  const formats = ['console', ...namesWith(platforms, 'renderPayload'), 'json'];
  const viewable = namesWith(platforms, 'payloadPreviewUrl');
  cli
    .command('say')
    .description('print the reply to a chat command; exit with code 1 if it is refused')
    .argument('<command...>', "the command, such as '/papers search safe rl since:2024'")
    .addOption(new Option('--as <format>', 'the format of the reply').choices(formats).default(formats[0]))
    .option('--open', `print a link that shows the reply in a browser; with --as ${viewable.join(' or ')}`)
    .action((words: string[], { as, open = false }: Partial<SayOptions> & { as: string }) => {
      if (open && !viewable.includes(as)) return cli.error(`error: --open needs --as ${viewable.join(' or ')}`);
      return handlers.say(words.join(' '), { as, open });
    });
}

function namesWith(platforms: readonly PlatformDescriptor[], member: keyof PlatformDescriptor): string[] {
  return platforms.filter((platform) => platform[member] !== undefined).map(({ name }) => name);
}

function addPlatformCommand(
  cli: Command,
  command: PlatformCliCommand,
  platform: PlatformDescriptor,
  handlers: CliHandlers,
): void {
  const { option } = command;
  const added = cli.command(command.name).description(command.description);
  if (option !== undefined) added.option(option.flags, option.description, (value) => parseOption(value, option.parse));
  added.action((options: Readonly<Record<string, string>>) =>
    handlers.platform(command, platform, Object.values(options)[0]),
  );
}

function parseOption(value: string, parse: (value: string) => string): string {
  try {
    return parse(value);
  } catch (error) {
    throw error instanceof UserError ? new InvalidArgumentError(error.message) : error;
  }
}

function parseDay(value: string): string {
  if (Day.safeParse(value).success) return value;
  throw new InvalidArgumentError('Use a day such as 2025-11-04.');
}
