#!/usr/bin/env node
import { createCliContext, loadEnvFile } from './app/cli/context.ts';
import { runCli } from './app/cli/run.ts';

// A reader may close the pipe early (`paperboy say … | head`), which is not an error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

try {
  loadEnvFile();
  await runCli(process.argv.slice(2), createCliContext());
} catch (error) {
  createCliContext().fail(error);
}
