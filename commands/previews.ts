import { defineCommand } from '../src/chat/command.ts';
import { code, prose, strong } from '../src/chat/document.ts';
import { PREVIEWS_SETTING } from '../src/features/catalog/link-previews.ts';

export const previews = defineCommand({
  name: 'previews',
  description: 'Turns cards for posted paper links on or off in this channel, in Slack and at the playground',
  options: {
    cards: {
      kind: 'choice',
      description: 'Whether posted links become cards here',
      choices: ['on', 'off'],
      required: true,
    },
  },
  audience: 'managers',
  purpose: 'change what a channel gets',
  platforms: ['slack', 'web'],
  ephemeral: false,
  examples: ['previews off'],
  run: async ({ cards }, context) => {
    const { channelSettings, place, person } = context;
    await channelSettings.set(place, PREVIEWS_SETTING.name, cards);
    const opposite = cards === 'off' ? 'on' : 'off';
    return {
      blocks: [
        prose(
          `Links to papers ${cards === 'off' ? 'stay links' : 'become cards'} in this channel from now on, as `,
          strong(person.name),
          ' wished. To change that: ',
          code(`/papers previews ${opposite}`),
        ),
      ],
    };
  },
});
