import { expect, it } from 'vitest';
import { render } from '../../../adapters/slack/render.ts';
import { heading, note, type PaperBlock, prose } from '../../../src/chat/document.ts';
import { slackTranscript } from '../../tools/slack-transcript.ts';

const url = 'https://huggingface.co/papers/2401.12345';
const paper: PaperBlock = {
  kind: 'paper',
  title: [{ kind: 'text', text: 'Safe Walking' }],
  url,
  byline: [{ kind: 'text', text: `Ada Lovelace and ${'many others '.repeat(6)}of her group` }],
  lead: [{ kind: 'text', text: 'We walk.' }],
  why: [{ kind: 'text', text: 'matches &amp; <b>' }],
  facts: [],
  links: [],
  controls: [
    { kind: 'button', label: 'Open', action: 'run:show 2401.12345' },
    { kind: 'button', label: 'Share', action: 'run:share 2401.12345' },
  ],
};

it('draws every kind of block as a person sees it', () => {
  const message = render({
    blocks: [
      heading('Two papers'),
      prose(
        'Told at ',
        { kind: 'time', at: '2026-11-21T09:00:00Z' },
        ', see ',
        { kind: 'link', text: 'all', url },
        '.',
      ),
      { kind: 'divider' },
      paper,
      { ...paper, byline: [], controls: paper.controls.slice(0, 1) },
      { kind: 'image', url, alt: 'First page' },
      {
        kind: 'actions',
        controls: [
          { kind: 'button', label: 'Next', action: 'turn:top page:2' },
          { kind: 'menu', label: 'Page …', choices: [{ label: '2', action: 'turn:top page:2' }] },
        ],
      },
      note('Page 1 of 2.'),
    ],
  });
  expect(slackTranscript(message).split('\n')).toEqual([
    '  ┃ Two papers',
    '  ┃',
    '  ┃ Told at Nov 21, 2026 at 09:00 UTC, see all.',
    '  ┃',
    `  ┃ ${'─'.repeat(72)}`,
    '  ┃',
    '  ┃ Safe Walking',
    '  ┃ We walk.',
    '  ┃',
    '  ┃ Ada Lovelace and many others many others many others many others   [ ⋯ ]',
    '  ┃ many others many others of her group',
    '  ┃',
    '  ┃ matches &amp; <b>',
    '  ┃',
    '  ┃ Safe Walking',
    '  ┃ We walk.',
    '  ┃',
    '  ┃ matches &amp; <b>                                               [ Open ]',
    '  ┃',
    '  ┃ (First page)',
    '  ┃',
    '  ┃ [ Next ]  [ Page … ▾ ]',
    '  ┃',
    '  ┃ Page 1 of 2.',
    '  ┃',
  ]);
});
