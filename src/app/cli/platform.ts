import { commands } from '../../../commands/index.ts';
import { commandsForPlatform } from '../../chat/command.ts';
import type { PlatformCliCommand, PlatformDescriptor } from '../../chat/platform.ts';
import type { CliContext } from './context.ts';

/** Runs a platform's own subcommand, and prints what it returns. */
export async function runPlatformCommand(
  command: PlatformCliCommand,
  platform: PlatformDescriptor,
  option: string | undefined,
  context: CliContext,
): Promise<void> {
  context.stdout.write(await command.run(() => context.config(), commandsForPlatform(platform, commands), option));
}
