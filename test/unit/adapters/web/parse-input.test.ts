import { describe, expect, it } from 'vitest';
import { parseInput } from '../../../../adapters/web/playground/interaction.ts';

describe('parseInput', () => {
  it.each([
    ['/papers', 'command', '/papers'],
    [' /PAPERS search x ', 'command', '/PAPERS search x'],
    ['/papers\nsearch', 'command', '/papers\nsearch'],
    ['/etc/hosts is a file', 'message', '/etc/hosts is a file'],
    ['@Paperboy', 'mention', ''],
    ['so @paperboy: what\nis new?', 'mention', 'so what is new?'],
    ['@paperboys', 'message', '@paperboys'],
    ['me@paperboy.example', 'message', 'me@paperboy.example'],
    ['papers are fine', 'message', 'papers are fine'],
  ])('reads %j as a %s', (input, kind, text) => {
    expect(parseInput(input)).toMatchObject({ kind, text });
  });

  it('refuses commands of other apps', () => {
    expect(() => parseInput('/papersearch')).toThrow('There is no command /papersearch. Commands start with /papers.');
  });

  it('finds the links to papers in a message, each once, and no other links', () => {
    const parsed = parseInput(
      'https://arxiv.org/abs/2401.12345 (https://huggingface.co/papers/2401.00001), https://arxiv.org/abs/2401.12345 https://example.org/2401.12345',
    );
    expect(parsed.kind === 'message' && parsed.urls.map((url) => url.replace(/\W+$/, ''))).toEqual([
      'https://arxiv.org/abs/2401.12345',
      'https://huggingface.co/papers/2401.00001',
    ]);
  });
});
