import { definePlatform } from '../../src/chat/platform.ts';
import { definePlatformTraits } from '../../src/chat/platform-traits.ts';

/** The terminal: the platform of a Paperboy without tokens. */
export const terminal = definePlatform({
  ...definePlatformTraits({ name: 'console', title: 'Terminal' }),
  isRemote: false,
  usersAreOperators: true,
  settings: {},
  isEnabled: (_, hasRemotePlatform) => !hasRemotePlatform,
  secretPatterns: [],
  async create({ NO_COLOR }, { commands, browser, now, onEnd }) {
    const { createConsole } = await import('./index.ts');
    return createConsole({
      ...{ commands, now },
      input: process.stdin,
      output: process.stdout,
      color: NO_COLOR === undefined,
      playgroundUrl: () => browser?.url(),
      onEnd: (wasUsed) => {
        process.stdin.destroy();
        onEnd(wasUsed);
      },
    });
  },
});
