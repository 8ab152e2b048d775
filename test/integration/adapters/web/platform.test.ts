import type { ChatPlatform } from '../../../../src/chat/platform.ts';
import { describeChatPlatform } from '../../../contracts/chat-platform.ts';
import { openPlayground, type TestTab } from './playground.ts';

describeChatPlatform('the playground', async () => {
  const now = () => new Date('2025-03-05T09:00:00Z');
  const playground = await openPlayground({ now });
  const place = { platform: 'web', tenant: 'local', channel: 'C0GENERAL' };
  let tab: TestTab | undefined;

  /** Waits until the tab shows the result. */
  const whenShown = async <T>(outcome: Promise<T>): Promise<T> => {
    const result = await outcome;
    await tab?.sync();
    return result;
  };
  const platform: ChatPlatform = {
    ...playground.platform,
    async start(dispatch) {
      await playground.platform.start(dispatch);
      tab = await playground.openTab();
    },
    post: (...args) => whenShown(playground.platform.post(...args)),
    update: (...args) => whenShown(playground.platform.update(...args)),
    openThread: (...args) => whenShown(playground.platform.openThread(...args)),
  };
  return {
    platform,
    place,
    elsewhere: { ...place, channel: 'C00PAPERS' },
    now,
    shown: () => tab?.text() ?? '',
    close: playground.close,
  };
});
