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
  /** Removes the secrets of the environment from everything that is printed or logged. */
  readonly redact: Redactor;
  readonly now: () => Date;
  /** @throws UserError if the environment is invalid */
  config(): Config;
  log(config: Config): Log;
  /** Prints an error without secrets, and makes the process exit with code 1 when it ends. */
  fail(error: unknown): void;
}

/** Reads `.env` in the working directory, where there is one. @throws UserError if it can't be read */
export function createCliContext(): CliContext {
  const envFileError = loadEnvFile();
  const root = packageRoot(import.meta.dirname);
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  const redact = createRedactor(
    collectSecrets(process.env),
    PLATFORMS.flatMap(({ secretPatterns }) => secretPatterns),
  );
  return {
    ...{ version, root, redact, now: () => new Date() },
    config() {
      if (envFileError !== undefined) throw envFileError;
      return parseConfig(process.env);
    },
    log: (config) => createLog(resolveLogLevel(config, process.stderr.isTTY), { redact }),
    fail(error) {
      const text = error instanceof UserError ? error.message : (error as Error).stack;
      process.stderr.write(redact.text(`${text}\n`));
      process.exitCode = 1;
    },
  };
}

/** Variables that are set already keep their values. */
function loadEnvFile(): UserError | undefined {
  try {
    process.loadEnvFile();
    return undefined;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    return new UserError(`.env can't be read: ${describeFileError(error)}.`);
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
