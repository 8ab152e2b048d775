import { createConsole } from '../../../../adapters/console/index.ts';
import { describeChatPlatform } from '../../../contracts/chat-platform.ts';
import { createTerminal } from '../../../fakes/terminal.ts';

const now = () => new Date('2025-03-05T09:00:00Z');

for (const isTTY of [true, false]) {
  describeChatPlatform(isTTY ? 'a console on a terminal' : 'a console on a pipe', () => {
    const terminal = createTerminal({ isTTY });
    return {
      platform: createConsole({ commands: [], ...terminal, color: true, now, onEnd: () => {} }),
      place: { platform: 'console', tenant: 'local', channel: 'terminal' },
      elsewhere: { platform: 'console', tenant: 'local', channel: 'other' },
      now,
      shown: terminal.text,
    };
  });
}
