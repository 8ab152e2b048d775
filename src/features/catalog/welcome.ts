import { commandButton } from '../../chat/action.ts';
import type { AppServices, CallContext } from '../../chat/context.ts';
import { type Block, type Control, code, type Document, heading, prose } from '../../chat/document.ts';

/** What Paperboy says where it was added: what it is for, and the two things to begin with. */
export function welcomeDocument({ actionStore }: Pick<AppServices, 'actionStore'>): Document {
  return {
    blocks: [
      prose('Paperboy is here, with research papers: to look for some, type ', code('/papers search'), '.'),
      {
        kind: 'actions',
        controls: [
          commandButton(
            'Set up daily highlights here',
            { text: 'subscribe', replacesOriginal: false, opensForm: true },
            actionStore,
          ),
          commandButton('Search papers', { text: 'search', replacesOriginal: false, opensForm: true }, actionStore),
        ],
      },
    ],
  };
}

export function welcomeBlocks(context: CallContext): Block[] {
  return [
    heading('Paperboy finds research papers and brings them where you talk'),
    prose(
      `Papers here: ${context.papers.all().length}. Three first steps: search for something you work on, see what was best this week, `,
      'and share a paper where your team talks. In any channel: ',
      code('/papers search safe offline rl'),
    ),
    {
      kind: 'actions',
      controls: [
        startButton('Search papers', 'search', true, context),
        startButton('Top of the week', 'top week', false, context),
        startButton('Share a paper', 'share', true, context),
        startButton('Daily highlights', 'subscribe', true, context),
        startButton('All commands', 'help', false, context),
      ],
    },
  ];
}

export function startButton(label: string, text: string, opensForm: boolean, { actionStore }: CallContext): Control {
  return commandButton(label, { text, replacesOriginal: false, opensForm }, actionStore);
}
