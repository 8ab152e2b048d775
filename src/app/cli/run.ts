import { PLATFORMS } from '../platforms.ts';
import type { CliContext } from './context.ts';
import { createCli } from './program.ts';

/** Runs the subcommand of a command line. Each loads what it alone needs: the SDKs of the platforms take half a second. */
export async function runCli(args: readonly string[], context: CliContext): Promise<void> {
  const cli = createCli(
    {
      start: async () => (await import('./start.ts')).startService(context),
      say: async (...call) => (await import('./say.ts')).say(...call, context),
      importFiles: async (...call) => (await import('./papers.ts')).importFiles(...call, context),
      refresh: async (range) => (await import('./papers.ts')).refresh(range, context),
      status: async () => (await import('./status.ts')).printStatus(context),
      platform: async (...call) => (await import('./platform.ts')).runPlatformCommand(...call, context),
    },
    { version: context.version, platforms: PLATFORMS },
  );
  try {
    await cli.parseAsync(args, { from: 'user' });
  } catch (error) {
    context.fail(error);
  }
}
