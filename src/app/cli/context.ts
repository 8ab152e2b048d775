import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describeFileError, errorCode, UserError } from '../../runtime/errors.ts';
import { createLog, type Log } from '../../runtime/log.ts';
import { collectSecrets, createRedactor, type Redactor } from '../../runtime/redact.ts';
import { sourceRegistry } from '../../sources/registry.ts';
import type { PaperSource } from '../../sources/source.ts';
import { type Config, parseConfig, resolveLogLevel } from '../config.ts';
import { PLATFORMS } from '../platforms.ts';

/** What all subcommands need. */
export interface CliContext {
  /** Paperboy's version. */
  readonly version: string;
  /** The folder of package.json. */
  readonly root: string;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  /** Removes the secrets of the environment. */
  readonly redact: Redactor;
  readonly now: () => Date;
  /** @throws UserError if the environment is invalid */
  config(): Config;
  log(config: Config): Log;
  /** Prints an error without secrets, and makes the process exit with code 1 when it ends. */
  fail(error: unknown): void;
  /** The exit code when the process ends. */
  exitCode: number;
}

/** The parts of `process` that it uses. */
interface Host {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  exitCode?: number | string | null | undefined;
}

/** The context of a process. */
export function createCliContext(host: Host = process): CliContext {
  const root = packageRoot(import.meta.dirname);
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  const patterns = PLATFORMS.flatMap(({ secretPatterns }) => secretPatterns);
  const redact = createRedactor(collectSecrets(host.env), patterns);
  const { stdout, stderr } = host;
  const context: CliContext = {
    ...{ version, root, stdout, stderr, redact, now: () => new Date() },
    config: () => parseConfig(host.env),
    log: (config) => createLog(resolveLogLevel(config, stderr.isTTY), { redact }),
    fail(error) {
      const text = error instanceof UserError ? error.message : (error as Error).stack;
      stderr.write(redact.text(`${text}\n`));
      context.exitCode = 1;
    },
    get exitCode() {
      return Number(host.exitCode ?? 0);
    },
    set exitCode(code) {
      host.exitCode = code;
    },
  };
  return context;
}

/** Adds the variables of `.env` in the working directory to the environment, unless they are set. @throws UserError if it can't be read */
export function loadEnvFile(): void {
  try {
    process.loadEnvFile();
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw new UserError(`.env can't be read: ${describeFileError(error)}.`);
  }
}

/** The folder of package.json, both from source and built. */
function packageRoot(from: string): string {
  return existsSync(join(from, 'package.json')) ? from : packageRoot(dirname(from));
}

/** A database URL without its password. */
export function printableDatabaseUrl(url: string, { redact }: CliContext): string {
  return redact.text(url.replace(/(:\/\/[^:@/]*):.*@/s, '$1@'));
}

export function configuredSources(config: Config, log: Log, { version, now }: CliContext): PaperSource[] {
  const { PAPERS_SOURCES: sources, PAPERS_CONTACT: contact } = config;
  return sourceRegistry.createSources({ sources, baseUrls: config, contact, version }, { now, log });
}
