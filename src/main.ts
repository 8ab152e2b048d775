#!/usr/bin/env node
import { createCliContext } from './app/cli/context.ts';
import { createCli } from './app/cli/program.ts';
import { PLATFORMS } from './app/platforms.ts';

const context = createCliContext();

// Each subcommand loads what it alone needs: the SDKs of the platforms take half a second, and `say` and `status` are for scripts too.
const cli = createCli(
  {
    start: async () => (await import('./app/cli/start.ts')).startService(context),
    say: async (...call) => (await import('./app/cli/say.ts')).say(...call, context),
    importFiles: async (...call) => (await import('./app/cli/papers.ts')).importFiles(...call, context),
    refresh: async (range) => (await import('./app/cli/papers.ts')).refresh(range, context),
    status: async () => (await import('./app/cli/status.ts')).printStatus(context),
    platform: async (...call) => (await import('./app/cli/platform.ts')).runPlatformCommand(...call, context),
  },
  { version: context.version, platforms: PLATFORMS },
);

// A reader may close the pipe early (`paperboy say … | head`), which is not an error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

try {
  await cli.parseAsync();
} catch (error) {
  context.fail(error);
}
