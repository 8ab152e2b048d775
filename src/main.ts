#!/usr/bin/env node
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { lineWidth, render as renderConsole } from '../adapters/console/render.ts';
import { createManifest } from '../adapters/slack/manifest.ts';
import { blockKitBuilderUrl, render as renderSlack } from '../adapters/slack/render.ts';
import { commands } from '../commands/index.ts';
import { createCli } from './app/cli.ts';
import { type OpenCore, openCore } from './app/compose.ts';
import { type Config, parseConfig } from './app/config.ts';
import { resolveLogLevel } from './app/config-defaults.ts';
import { readStatus } from './app/status.ts';
import { commandsForPlatform } from './chat/command.ts';
import type { Document } from './chat/document.ts';
import { parseFreeText } from './chat/parse-command.ts';
import { createInteractionRouter } from './chat/router.ts';
import { updateCorpus } from './papers/corpus-file.ts';
import { UserError } from './runtime/errors.ts';
import { createLog, type Log } from './runtime/log.ts';
import { collectSecrets, createRedactor } from './runtime/redact.ts';
import { runBackfill } from './sources/backfill.ts';
import { createBackfillProgress } from './sources/backfill-report.ts';
import { describeImport, importFiles } from './sources/files/import-files.ts';
import { createSources } from './sources/registry.ts';
import type { PaperSource } from './sources/source.ts';
import { openExistingStore } from './store/database.ts';
import { createPaperRepository } from './store/repositories/paper-repository.ts';

const root = packageRoot(import.meta.dirname);
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
const pageFolder = join(root, 'adapters', 'web', 'playground', 'page');
const now = () => new Date();
/** What is written down for the host holds no secret of this environment, whoever reads it. */
const redact = createRedactor(collectSecrets(process.env));

/**
 * What a command alone needs is loaded by that command: the clients of the platforms take half a second, and `say` and `status` are for
 * scripts too.
 */
const loadDiscord = () => import('../adapters/discord/render.ts');
const loadSetup = () => import('../adapters/discord/registration.ts');
const loadStart = () => import('./app/start.ts');

/** The forms in which `say` answers: what a platform would show, or the document itself. */
const FORMS: Readonly<Record<string, (document: Document, config: Config) => string | Promise<string>>> = {
  console: (document, config) => {
    const color = process.stdout.isTTY && config.NO_COLOR === undefined;
    const { timeZone: zone } = Intl.DateTimeFormat().resolvedOptions();
    return renderConsole(document, { width: lineWidth(process.stdout.columns), color, timeZone: zone }).text;
  },
  discord: async (document) => asJson((await loadDiscord()).render(document)),
  slack: (document) => asJson(renderSlack(document)),
  json: asJson,
};

const cli = createCli(
  {
    async start() {
      const config = parseConfig(process.env);
      const log = logFor(config);
      // A library may lose a promise (discord.js does, in one order of gateway events); that must not end everything else.
      process.on('unhandledRejection', (error) => log.error({ err: error }, 'a promise failed that nobody waited for'));
      // Node.js would print it as it is, whatever secret stands in it.
      process.on('uncaughtException', (error) => {
        fail(error);
        process.exit();
      });
      const { start } = await loadStart();
      await start(config, { open: await open(config, log), version, pageFolder, log, onFatal: fail });
    },
    async say(text, as, link) {
      const config = parseConfig(process.env);
      await withCore(config, async ({ core: whole, store }, log) => {
        const services = { ...whole, commands: commandsForPlatform(as, commands) };
        const dispatch = createInteractionRouter({
          services,
          log,
          random: Math.random,
          explainFault: store.explainError,
        });
        const place = { platform: 'console', tenant: 'local', channel: 'terminal' };
        const answer = await dispatch({
          kind: 'command',
          call: parseFreeText(text, services.commands),
          place,
          person: { id: 'you', name: 'you' },
        });
        if (answer.kind !== 'reply') return;
        const { document } = answer;
        if (answer.outcome !== 'answered') {
          throw new UserError(renderConsole(document, { width: Number.POSITIVE_INFINITY, color: false }).text.trim());
        }
        const shown = link
          ? `${blockKitBuilderUrl(renderSlack(document).blocks)}\n`
          : await FORMS[as]?.(document, config);
        process.stdout.write(shown ?? '');
      });
    },
    async importFiles(files, { captured, into }) {
      const config = parseConfig(process.env);
      const days = { today: now().toISOString().slice(0, 10), ...(captured !== undefined && { stated: captured }) };
      if (into !== undefined) {
        const report = await importFiles(files, (change) => updateCorpus(into, change), days);
        process.stdout.write(describeImport(report, into));
        return;
      }
      await withCore(config, async ({ store }) => {
        const report = await importFiles(files, createPaperRepository(store).updateAll, days);
        process.stdout.write(describeImport(report, shownAddress(config.DATABASE_URL)));
      });
    },
    async refresh(typed) {
      const config = parseConfig(process.env);
      await withCore(config, async ({ refresh: refreshing }) => {
        const stopped = new AbortController();
        for (const signal of ['SIGINT', 'SIGTERM'] as const) {
          process.once(signal, () => {
            process.stderr.write('Stopping once the list in hand is here.\n');
            stopped.abort();
          });
        }
        const progress = createBackfillProgress({ output: process.stderr, now });
        const { text, isComplete } = await runBackfill(typed, { ...refreshing, progress, stopSignal: stopped.signal });
        process.stdout.write(text);
        if (!isComplete) process.exitCode = 1;
      });
    },
    async status() {
      const config = parseConfig(process.env);
      const log = logFor(config);
      const { report, fault } = await readStatus(config, {
        about: { version, node: process.versions.node, database: shownAddress(config.DATABASE_URL) },
        openStore: () => openExistingStore({ url: config.DATABASE_URL, log, now }),
        sources: sourcesOf(config, log),
      });
      process.stdout.write(report);
      if (fault !== undefined) throw fault;
    },
    async register() {
      const { registerCommands } = await loadSetup();
      process.stdout.write(await registerCommands(discordAccess(), commandsForPlatform('discord', commands)));
    },
    async invite() {
      const { inviteLink } = await loadSetup();
      process.stdout.write(`${await inviteLink(discordAccess())}\n`);
    },
    async manifest(requestUrl) {
      process.stdout.write(asJson(createManifest(commands, requestUrl === undefined ? {} : { requestUrl })));
    },
  },
  { version, forms: Object.keys(FORMS) },
);

function logFor(config: Config): Log {
  return createLog(resolveLogLevel(config, process.stderr.isTTY), { redact });
}

async function open(config: Config, log: Log): Promise<OpenCore> {
  const seedCorpus = config.PAPERS_FILE ?? join(root, 'data', 'papers.jsonl');
  const sources = sourcesOf(config, log);
  return openCore({ databaseUrl: config.DATABASE_URL, seedCorpus, sources }, { log, now, random: Math.random });
}

/** Does something with the core, and closes it. A fault of the database ends it as its host should read that. */
async function withCore(config: Config, work: (open: OpenCore, log: Log) => Promise<void>): Promise<void> {
  const log = logFor(config);
  const opened = await open(config, log);
  try {
    await work(opened, log);
  } catch (error) {
    throw opened.store.explainError(error) ?? error;
  } finally {
    await opened.close();
  }
}

function sourcesOf(config: Config, log: Log): PaperSource[] {
  const { PAPERS_SOURCES, HUGGING_FACE_URL: huggingFaceUrl, ARXIV_URL: arxivUrl, PAPERS_CONTACT: contact } = config;
  return createSources({ sources: PAPERS_SOURCES, huggingFaceUrl, arxivUrl, contact, version }, { now, log });
}

/** The address of a database without the password in it. */
function shownAddress(url: string): string {
  return redact.text(url.replace(/(:\/\/[^:@/]*):.*@/s, '$1@'));
}

function discordAccess(): { token: string; apiUrl: string } {
  const { DISCORD_TOKEN: token, DISCORD_API_URL: apiUrl } = parseConfig(process.env);
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
  process.stderr.write(redact.text(error instanceof UserError ? `${error.message}\n` : `${(error as Error).stack}\n`));
  process.exitCode = 1;
}

// The reader of a pipe may leave before the answer ends (`paperboy say … | head`); that is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

try {
  await cli.parseAsync();
} catch (error) {
  fail(error);
}
