import { commandButton } from '../../chat/action.ts';
import { actions, type Block, code, type Document, heading, prose } from '../../chat/document.ts';
import { pluralize } from '../../text/format.ts';

const EXAMPLE_SEARCH = '/papers search safe offline rl';

/** The first message in a place that Paperboy was added to. */
export function welcomeDocument(): Document {
  return {
    blocks: [
      prose('Hi! Paperboy finds research papers. To search, type ', code('/papers search'), '.'),
      actions(
        commandButton('Set up daily highlights here', 'subscribe', { opensForm: true }),
        commandButton('Search papers', 'search', { opensForm: true }),
      ),
    ],
  };
}

/** The top of the home page: what Paperboy is, and first steps. */
export function welcomeBlocks(paperCount: number): Block[] {
  return [
    heading('Paperboy brings research papers to where your team talks'),
    prose(
      `Search ${pluralize(paperCount, 'paper')}, see the best of the week, share and discuss them, or get daily highlights. In any channel, type `,
      code(EXAMPLE_SEARCH),
      '.',
    ),
    actions(
      commandButton('Search papers', 'search', { opensForm: true }),
      commandButton('Top of the week', 'top week'),
      commandButton('Share a paper', 'share', { opensForm: true }),
      commandButton('Daily highlights', 'subscribe', { opensForm: true }),
      commandButton('All commands', 'help'),
    ),
  ];
}
