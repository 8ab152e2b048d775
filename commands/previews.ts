import { defineCommand } from '../src/chat/command.ts';
import { code, prose, strong } from '../src/chat/document.ts';
import { PREVIEWS_SETTING } from '../src/features/catalog/link-previews.ts';
import type { CommandServices } from './services.ts';

export const previews = defineCommand(
  {
    name: 'previews',
    description: 'Turns previews of paper links on or off in this channel',
    options: {
      cards: {
        kind: 'choice',
        label: 'Previews',
        description: 'Whether paper links get a preview',
        choices: ['on', 'off'],
        required: true,
      },
    },
    audience: 'managers',
    purpose: 'change the settings of a channel',
    requires: 'link-previews',
    ephemeral: false,
    examples: ['previews off'],
  },
  ({ channelSettings }: Pick<CommandServices, 'channelSettings'>) => ({
    run: async ({ cards: value }, { place, person }) => {
      await channelSettings.set(place, PREVIEWS_SETTING.name, value);
      const undo = code(`/papers previews ${value === 'off' ? 'on' : 'off'}`);
      return {
        blocks: [
          prose(
            strong(person.name),
            ` turned ${value} previews of paper links in this channel. To undo, type `,
            undo,
            '.',
          ),
        ],
      };
    },
  }),
);
