import { commandButton } from './action.ts';
import type { AppServices } from './context.ts';
import { code, type Document, prose } from './document.ts';

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
