#!/usr/bin/env node
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createConsole, lineWidth } from '../adapters/console/index.ts';
import { render as renderConsole } from '../adapters/console/render.ts';
import { createDiscord } from '../adapters/discord/index.ts';
import { render as renderDiscord } from '../adapters/discord/render.ts';
import { inviteLink, registerCommands } from '../adapters/discord/setup.ts';
import { render as renderSlack } from '../adapters/slack/render.ts';
import { commands } from '../commands/index.ts';
import type { Core } from './chat/context.ts';
import { createDispatch } from './chat/dispatch.ts';
import type { Document } from './chat/document.ts';
import { createKeepsakeFile, createKeepsakes, type Keepsakes } from './chat/keepsakes.ts';
import type { ChatPlatform } from './chat/platform.ts';
import { callFrom } from './chat/read-call.ts';
import { createCli } from './cli.ts';
import { type Config, readConfig } from './config.ts';
import { UserError } from './errors.ts';
import { createLog } from './log.ts';
import { readCorpus } from './papers/corpus-file.ts';
import { createPapers } from './papers/papers.ts';
import { createSearchIndex } from './search/search-index.ts';
import { importFiles } from './sources/import-files.ts';
import { describeImport } from './sources/import-report.ts';
import { statusReport } from './status.ts';

const root = packageRoot(import.meta.dirname);
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
const now = () => new Date();

/** The forms in which `say` answers: what a platform would show, or the document itself. */
const FORMS: Readonly<Record<string, (document: Document, config: Config) => string>> = {
  console: (document, config) => {
    const color = process.stdout.isTTY && config.NO_COLOR === undefined;
    return renderConsole(document, { width: lineWidth(process.stdout.columns), color }).text;
  },
  discord: (document) => asJson(renderDiscord(document)),
  slack: (document) => asJson(renderSlack(document)),
  json: asJson,
};

const cli = createCli(
  {
    async start() {
      const config = readConfig(process.env);
      const log = createLog(config.LOG_LEVEL);
      const core = openCore(config, createKeepsakeFile(join(config.STATE_DIR, 'keepsakes.jsonl'), log));
      const platform = platformFor(config, core, log);
      // A library may lose a promise (discord.js does, in one order of gateway events); that must not end everything else.
      process.on('unhandledRejection', (error) => log.error({ err: error }, 'a promise failed that nobody waited for'));
      for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void platform.stop());
      await platform.start(createDispatch({ core, log, random: Math.random }));
    },
    async say(text, as) {
      const config = readConfig(process.env);
      const dispatch = createDispatch({
        core: openCore(config, createKeepsakes()),
        log: createLog(config.LOG_LEVEL),
        random: Math.random,
      });
      const place = { platform: 'console', tenant: 'local', channel: 'terminal' };
      const answer = await dispatch({
        kind: 'command',
        call: callFrom(text, commands),
        place,
        person: { id: 'you', name: 'you' },
      });
      if (answer.kind !== 'reply') return;
      if (answer.outcome === 'answered') process.stdout.write(FORMS[as]?.(answer.document, config) ?? '');
      else
        throw new UserError(
          renderConsole(answer.document, { width: Number.POSITIVE_INFINITY, color: false }).text.trim(),
        );
    },
    async importFiles(files, { captured, into }) {
      const corpus = into ?? corpusFile(readConfig(process.env));
      const today = now().toISOString().slice(0, 10);
      const report = await importFiles(files, corpus, { today, ...(captured !== undefined && { stated: captured }) });
      process.stdout.write(describeImport(report, corpus));
    },
    async status() {
      const config = readConfig(process.env);
      const corpus = corpusFile(config);
      const platforms = config.DISCORD_TOKEN === undefined ? ['console'] : ['discord'];
      const running = { version, node: process.versions.node, corpus, papers: readCorpus(corpus), platforms };
      process.stdout.write(statusReport(running));
    },
    async register() {
      process.stdout.write(await registerCommands(discordAccess(), commands));
    },
    async invite() {
      process.stdout.write(`${await inviteLink(discordAccess())}\n`);
    },
  },
  { version, forms: Object.keys(FORMS) },
);

/** Discord where there is a token for it, else the terminal. */
function platformFor(config: Config, { keepsakes }: Core, log: ReturnType<typeof createLog>): ChatPlatform {
  if (config.DISCORD_TOKEN !== undefined) {
    const onFatal = (error: UserError): void => {
      fail(error);
      void platform.stop();
    };
    const platform = createDiscord({
      token: config.DISCORD_TOKEN,
      apiUrl: config.DISCORD_API_URL,
      shards: config.DISCORD_SHARDS,
      ...{ commands, keepsakes, log, now, onFatal },
    });
    return platform;
  }
  return createConsole({
    commands,
    input: process.stdin,
    output: process.stdout,
    color: config.NO_COLOR === undefined,
    now,
    onEnd: () => process.stdin.destroy(),
  });
}

function openCore(config: Config, keepsakes: Keepsakes): Core {
  const papers = readCorpus(corpusFile(config));
  const search = createSearchIndex();
  search.put(papers);
  return { papers: createPapers(papers), search, commands, keepsakes, now };
}

function corpusFile({ PAPERS_FILE }: Config): string {
  return PAPERS_FILE ?? join(root, 'data', 'papers.jsonl');
}

function discordAccess(): { token: string; apiUrl: string } {
  const { DISCORD_TOKEN: token, DISCORD_API_URL: apiUrl } = readConfig(process.env);
  if (token === undefined) {
    throw new UserError(
      'Set DISCORD_TOKEN first: the bot token of your application at https://discord.com/developers/applications.',
    );
  }
  return { token, apiUrl };
}

function asJson(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** The folder of package.json, whether this file runs as source or built. */
function packageRoot(from: string): string {
  return existsSync(join(from, 'package.json')) ? from : packageRoot(dirname(from));
}

function fail(error: unknown): void {
  process.stderr.write(error instanceof UserError ? `${error.message}\n` : `${(error as Error).stack}\n`);
  process.exitCode = 1;
}

// The reader of a pipe may leave before the answer ends (`paperboy say … | head`); that is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

try {
  await cli.parseAsync();
} catch (error) {
  fail(error);
}
