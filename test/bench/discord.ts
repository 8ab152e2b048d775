import { setTimeout as sleep } from 'node:timers/promises';
import { prose } from '../../src/chat/document.ts';
import { paperboyOnDiscord } from '../integration/adapters/discord/paperboy-on-discord.ts';

/**
 * Discord under load, measured: `npm run bench`. 200 interactions arrive within a second, once alone and once while 1,000 posts are
 * waiting. The local Discord lives in the same process, so its own work is part of every figure.
 */

const INTERACTIONS = 200;
const POSTS = 1000;

process.stdout.write(
  '\n| 200 interactions a second | acknowledged p50 ms | p99 | answered p50 ms | p99 | posts sent |\n| --- | --- | --- | --- | --- | --- |\n',
);
for (const posts of [0, POSTS]) {
  const { discord, platform, dispatch, close } = await paperboyOnDiscord();
  await platform.start(dispatch);
  await discord.until(() => discord.commands().length > 0, 'the registration');
  const { channels } = discord.addGuild({ channels: Array.from({ length: Math.max(1, posts) }, () => ({})) });
  let sent = 0;
  const posting = channels.slice(0, posts).map(async ({ id }, at) => {
    const place = { platform: 'discord', tenant: discord.guildId, channel: id };
    const outcome = await platform.post(place, { blocks: [prose('The highlights')] }, `delivery ${at}`);
    if (outcome.kind === 'sent') sent++;
  });

  const times = await Promise.all(
    Array.from({ length: INTERACTIONS }, async (_, at) => {
      await sleep((at * 1000) / INTERACTIONS);
      const asked = performance.now();
      const interaction = discord.command({ name: 'papers', subcommand: 'search', options: { query: 'safe walking' } });
      const { afterMs } = await interaction.acknowledged;
      await interaction.answered;
      return { acknowledged: afterMs, answered: performance.now() - asked };
    }),
  );
  const sentMeanwhile = sent;
  const acknowledged = times.map((time) => time.acknowledged);
  const answered = times.map((time) => time.answered);
  process.stdout.write(
    `| ${posts === 0 ? 'alone' : `while ${posts} posts wait`} | ${share(acknowledged, 0.5)} | ${share(acknowledged, 0.99)} | ${share(answered, 0.5)} | ${share(answered, 0.99)} | ${sentMeanwhile} |\n`,
  );
  await Promise.all(posting);
  await close();
}

/** The value below which this part of the values lies. */
function share(values: readonly number[], part: number): string {
  return (values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) * part)] ?? 0).toFixed(0);
}
