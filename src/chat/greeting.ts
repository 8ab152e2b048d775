import { callButton } from './action.ts';
import type { Core } from './context.ts';
import { code, type Document, prose } from './document.ts';

/** What Paperboy says where it was added: what it is for, and the two things to begin with. */
export function greeting({ keepsakes }: Pick<Core, 'keepsakes'>): Document {
  return {
    blocks: [
      prose('Paperboy is here, with research papers: to look for some, type ', code('/papers search'), '.'),
      {
        kind: 'actions',
        controls: [
          callButton('Set up daily highlights here', { text: 'subscribe', replaces: false, asks: true }, keepsakes),
          callButton('Search papers', { text: 'search', replaces: false, asks: true }, keepsakes),
        ],
      },
    ],
  };
}
