import { join } from 'node:path';
import { start } from '../start.ts';
import type { CliContext } from './context.ts';
import { openCliCore } from './with-core.ts';

/** Runs Paperboy until it is stopped. */
export async function startService(context: CliContext): Promise<void> {
  const { version, root, fail } = context;
  const config = context.config();
  const log = context.log(config);
  // A library may drop a promise (discord.js does, for one order of gateway events), which must not end everything else.
  process.on('unhandledRejection', (error) => log.error({ err: error }, 'unhandled promise rejection'));
  // Node.js would print the error with the secrets in it.
  process.on('uncaughtException', (error) => {
    fail(error);
    process.exit();
  });
  const open = await openCliCore(config, log, context);
  const webFolder = join(root, 'adapters', 'web');
  await start(config, { open, version, webFolder, log, onFatal: fail });
}
