import { describeChatPlatform } from '../../../contracts/chat-platform.ts';
import { visibleText } from '../../../fakes/discord/message-body.ts';
import { paperboyOnDiscord } from './paperboy-on-discord.ts';

describeChatPlatform('Discord', async () => {
  const { discord, platform, close } = await paperboyOnDiscord();
  const { channels } = discord.addGuild({ channels: [{}, {}] });
  const place = (at: number) => ({ platform: 'discord', tenant: discord.guildId, channel: channels[at]?.id ?? '' });
  const shown = (): string => {
    const spokenIn = new Set(discord.requests.flatMap(({ path }) => /^\/channels\/(\d+)\//.exec(path)?.[1] ?? []));
    return [...spokenIn]
      .flatMap((id) => discord.messages(id))
      .map(({ body }) => visibleText(body))
      .join('\n');
  };
  return { platform, place: place(0), elsewhere: place(1), now: () => new Date(), shown, close };
});
