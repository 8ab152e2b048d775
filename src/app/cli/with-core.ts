import { join } from 'node:path';
import type { Log } from '../../runtime/log.ts';
import { type OpenCore, openCore } from '../compose.ts';
import type { Config } from '../config.ts';
import { createTraitsLookup } from '../platforms.ts';
import { type CliContext, configuredSources } from './context.ts';

/** Opens the database and the services on it. */
export async function openCliCore(config: Config, log: Log, context: CliContext): Promise<OpenCore> {
  const seedCorpus = config.PAPERS_FILE ?? join(context.root, 'data', 'papers.jsonl');
  return openCore(
    { databaseUrl: config.DATABASE_URL, seedCorpus, sources: configuredSources(config, log, context) },
    { log, now: context.now, random: Math.random, findTraits: createTraitsLookup() },
  );
}

/** Runs `work` with the services, then closes them. @throws database errors as the operator should read them */
export async function withCore(context: CliContext, work: (open: OpenCore, log: Log) => Promise<void>): Promise<void> {
  const config = context.config();
  const log = context.log(config);
  const opened = await openCliCore(config, log, context);
  try {
    await work(opened, log);
  } catch (error) {
    throw opened.store.explainError(error) ?? error;
  } finally {
    await opened.close();
  }
}
