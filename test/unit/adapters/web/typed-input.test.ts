import { expect, it } from 'vitest';
import { parseInput } from '../../../../adapters/web/playground/interaction.ts';

it.each([
  ['/papers', 'command', '/papers'],
  [' /PAPERS search x ', 'command', '/PAPERS search x'],
  ['/papers\nsearch', 'command', '/papers\nsearch'],
  ['/papersearch', 'no command', ''],
  ['/etc/hosts is a file', 'message', '/etc/hosts is a file'],
  ['@Paperboy', 'mention', ''],
  ['so @paperboy: what\nis new?', 'mention', 'so what is new?'],
  ['@paperboys', 'message', '@paperboys'],
  ['me@paperboy.example', 'message', 'me@paperboy.example'],
  ['papers are fine', 'message', 'papers are fine'],
])('%j is %s', (typed, kind, text) => {
  if (kind === 'no command') expect(() => parseInput(typed)).toThrow('There is no command /papersearch here');
  else expect(parseInput(typed)).toMatchObject({ kind, text });
});

it('finds the links to papers in talk, each once, and no others', () => {
  const read = parseInput(
    'https://arxiv.org/abs/2401.12345 (https://huggingface.co/papers/2401.00001), https://arxiv.org/abs/2401.12345 https://example.org/2401.12345',
  );
  expect(read.kind === 'message' && read.urls.map((url) => url.replace(/\W+$/, ''))).toEqual([
    'https://arxiv.org/abs/2401.12345',
    'https://huggingface.co/papers/2401.00001',
  ]);
});
