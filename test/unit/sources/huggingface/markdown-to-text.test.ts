import { expect, it } from 'vitest';
import { markdownToText } from '../../../../src/sources/huggingface/comments.ts';

it.each([
  ['a table', '| a | b |\n| :--- | ---: |\n| 1 | 2 |', '| a | b | | 1 | 2 |'],
  ['a rule', 'above\n\n---\n\nbelow', 'above below'],
  ['marks and links', '**Great** [work](https://x.org), see `code`', 'Great work, see code'],
])('makes one line of text of %s', (_, markdown, text) => {
  expect(markdownToText(markdown)).toBe(text);
});

it('is done at once with a text that is made to take long', () => {
  const spiteful = `${' '.repeat(50_000)}${'-'.repeat(50_000)}x`;
  expect(markdownToText(spiteful)).toBe('');
});
