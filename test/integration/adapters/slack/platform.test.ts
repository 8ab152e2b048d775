import { describeChatPlatform } from '../../../contracts/chat-platform.ts';
import { visibleText } from '../../../fakes/slack/visible-text.ts';
import { paperboyOnSlack } from './paperboy-on-slack.ts';

for (const way of ['socket', 'http'] as const) {
  describeChatPlatform(`Slack over ${way === 'socket' ? 'Socket Mode' : 'HTTP'}`, async () => {
    const { slack, platform, close } = await paperboyOnSlack({ way });
    const other = slack.addChannel({ name: 'random' });
    const place = (channel: string) => ({ platform: 'slack', tenant: slack.teamId, channel });
    const shown = (): string =>
      [slack.channelId, other.id]
        .flatMap((id) => slack.messages(id))
        .map(({ body }) => visibleText(body))
        .join('\n');
    return { platform, place: place(slack.channelId), elsewhere: place(other.id), now: () => new Date(), shown, close };
  });
}
