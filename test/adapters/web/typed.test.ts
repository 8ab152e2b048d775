import { expect, it } from 'vitest';
import { readTyped } from '../../../adapters/web/playground/typed.ts';

it.each([
  ['/papers', 'call', '/papers'],
  [' /PAPERS search x ', 'call', '/PAPERS search x'],
  ['/papers\nsearch', 'call', '/papers\nsearch'],
  ['/papersearch', 'no command', ''],
  ['/etc/hosts is a file', 'talk', '/etc/hosts is a file'],
  ['@Paperboy', 'to Paperboy', ''],
  ['so @paperboy: what\nis new?', 'to Paperboy', 'so what is new?'],
  ['@paperboys', 'talk', '@paperboys'],
  ['me@paperboy.example', 'talk', 'me@paperboy.example'],
  ['papers are fine', 'talk', 'papers are fine'],
])('%j is %s', (typed, kind, text) => {
  if (kind === 'no command') expect(() => readTyped(typed)).toThrow('There is no command /papersearch here');
  else expect(readTyped(typed)).toMatchObject({ kind, text });
});

it('finds the links to papers in talk, each once, and no others', () => {
  const read = readTyped(
    'https://arxiv.org/abs/2401.12345 (https://huggingface.co/papers/2401.00001), https://arxiv.org/abs/2401.12345 https://example.org/2401.12345',
  );
  expect(read.kind === 'talk' && read.urls.map((url) => url.replace(/\W+$/, ''))).toEqual([
    'https://arxiv.org/abs/2401.12345',
    'https://huggingface.co/papers/2401.00001',
  ]);
});
