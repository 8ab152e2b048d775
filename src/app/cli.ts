import { Command, InvalidArgumentError, Option } from 'commander';
import { Day } from '../papers/paper.ts';
import type { DayRangeInput } from '../sources/backfill.ts';

/** What the command line calls. Each rejects with a `UserError` for what the person can put right. */
export interface CliHandlers {
  start(): Promise<void>;
  /** @param link whether to give the address of a page that shows the answer, in place of the answer */
  say(text: string, as: string, link: boolean): Promise<void>;
  importFiles(files: readonly string[], options: { readonly captured?: string; readonly into?: string }): Promise<void>;
  refresh(span: DayRangeInput): Promise<void>;
  status(): Promise<void>;
  register(): Promise<void>;
  invite(): Promise<void>;
  /** @param requestUrl where Slack's requests come in, for HTTP; without it the manifest is for Socket Mode */
  manifest(requestUrl: string | undefined): Promise<void>;
}

/**
 * The command line `paperboy`.
 *
 * @param forms the forms in which `say` can answer, the default first
 */
export function createCli(
  calls: CliHandlers,
  { version, forms }: { version: string; forms: readonly string[] },
): Command {
  const cli = new Command('paperboy')
    .description('Research papers, where your team already talks. Without a command it starts with what is configured.')
    .version(version)
    .showHelpAfterError('(paperboy --help names all commands)')
    .allowExcessArguments()
    .action((_options: unknown, { args: [unknown] }: Command) => {
      if (unknown === undefined) return calls.start();
      return cli.error(
        `error: there is no command '${unknown}'; what one types in a chat goes behind say: paperboy say '/papers …'`,
      );
    });
  cli
    .command('say')
    .description('answer one command on standard output; exit code 1 when it is refused')
    .argument('<command...>', "the command, as in '/papers search safe rl since:2024'")
    .addOption(new Option('--as <form>', 'the form of the answer').choices(forms).default(forms[0]))
    .option('--open', 'for slack: the link that opens the answer in Block Kit Builder')
    .action((words: string[], { as, open = false }: { as: string; open?: boolean }) => {
      if (open && as !== 'slack') return cli.error('error: --open goes with --as slack');
      return calls.say(words.join(' '), as, open);
    });
  cli
    .command('import')
    .description('merge captured listing pages or JSON lines into the corpus')
    .argument('<file...>', 'pages as text, or one JSON object a line')
    .option(
      '--captured <day>',
      'the day on which the pages were captured, where its year should not be inferred',
      readDay,
    )
    .option('--into <file>', 'another corpus than the configured one')
    .action((files: string[], options: { captured?: string; into?: string }) => calls.importFiles(files, options));
  cli
    .command('refresh')
    .description('ask the live sources now: for the last days and what is trending, or for all lists from a day on')
    .option('--from <day>', 'the first day, as in 2024-05-27; days that are known already are left out')
    .option('--to <day>', 'the last day, where it is not today')
    .action((span: DayRangeInput) => calls.refresh(span));
  cli
    .command('status')
    .description('what is configured, how many papers there are, and how the live sources are')
    .action(() => calls.status());
  cli
    .command('register')
    .description('register the commands with Discord now, and say what was different')
    .action(() => calls.register());
  cli
    .command('invite')
    .description('print the link that adds Paperboy to a Discord server')
    .action(() => calls.invite());
  cli
    .command('manifest')
    .description('print the manifest to make a Slack app from, for Socket Mode')
    .option(
      '--url <address>',
      "for HTTP: where Slack's requests come in, as in https://papers.example.org/slack/events",
      readUrl,
    )
    .action(({ url }: { url?: string }) => calls.manifest(url));
  // What they don't take is a mistake, though their parent takes it, to say which.
  for (const command of cli.commands) command.allowExcessArguments(false);
  return cli;
}

function readDay(value: string): string {
  if (Day.safeParse(value).success) return value;
  throw new InvalidArgumentError('A day is written as 2025-11-04.');
}

function readUrl(value: string): string {
  if (/^https:\/\/.+\/slack\/events$/.test(value) && URL.canParse(value)) return value;
  throw new InvalidArgumentError('It starts with https:// and ends with /slack/events.');
}
