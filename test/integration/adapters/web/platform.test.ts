import type { ChatPlatform } from '../../../../src/chat/platform.ts';
import { describeChatPlatform } from '../../../contracts/chat-platform.ts';
import { playgroundUnderTest, type TestTab } from './playground.ts';

describeChatPlatform('the playground', async () => {
  const now = () => new Date('2025-03-05T09:00:00Z');
  const playground = await playgroundUnderTest({ now });
  const place = { platform: 'web', tenant: 'local', channel: 'C0GENERAL' };
  let tab: TestTab | undefined;

  /** What a tab is asked is answered after all that it was told before. */
  const seen = async <T>(outcome: Promise<T>): Promise<T> => {
    const known = await outcome;
    await tab?.ask({ kind: 'complete', channel: place.channel, line: '' });
    return known;
  };
  const platform: ChatPlatform = {
    ...playground.platform,
    async start(dispatch) {
      await playground.platform.start(dispatch);
      tab = await playground.tab();
    },
    post: (...said) => seen(playground.platform.post(...said)),
    update: (...said) => seen(playground.platform.update(...said)),
    openThread: (...opened) => seen(playground.platform.openThread(...opened)),
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
