import { describe, expect, it } from 'vitest';
import { commands } from '../../../commands/index.ts';
import { decodeAction } from '../../../src/chat/action.ts';
import { formatUsage } from '../../../src/chat/command.ts';
import type { Document } from '../../../src/chat/document.ts';
import { FILTERS } from '../../../src/search/filters.ts';
import { buttonsOf, createTester, textOf } from '../../fakes/core.ts';

function factsOf({ blocks }: Document): string[] {
  return blocks.flatMap((block) => (block.kind === 'facts' ? block.facts.map(({ label }) => label) : []));
}

describe('/papers help', () => {
  it('lists all commands with their usage', async () => {
    const { types } = createTester();
    const { document, ephemeral } = await types('/papers help');
    expect(ephemeral).toBe(true);
    expect(factsOf(document)).toEqual(commands.map(formatUsage));
    for (const { description } of commands) expect(textOf(document)).toContain(description);
  });

  it('has buttons for first steps that work', async () => {
    const { core, types, reply } = createTester();
    const { document } = await types('/papers help');
    const buttons = [...buttonsOf(document)];
    expect(buttons).toHaveLength(3);
    for (const [label, action] of buttons) {
      expect(label).toBe(`/papers ${decodeAction(action, core.actionStore).text}`);
      expect((await reply({ kind: 'action', action })).outcome).toBe('answered');
    }
  });

  it.each(commands)('explains $name with its options and examples', async (command) => {
    const { types } = createTester();
    const { document } = await types(`/papers help ${command.name}`);
    expect(textOf(document)).toContain(formatUsage(command));
    for (const example of command.examples) expect(textOf(document)).toContain(`/papers ${example}`);
    const facts = factsOf(document);
    expect(new Set(facts.filter((label) => label !== 'Example')).size).toBe(
      facts.filter((label) => label !== 'Example').length,
    );
  });

  it('explains each filter of search once', async () => {
    const { types } = createTester();
    const facts = factsOf((await types('/papers help search')).document);
    expect(facts).toEqual([
      'query',
      'in',
      'page',
      ...FILTERS.map(({ example }) => example),
      'Example',
      'Example',
      'Example',
    ]);
  });

  it.each(['help /papers search', 'help SEARCH', 'help /search', 'help papers search', 'help search since:2024'])(
    'finds the command in %j',
    async (text) => {
      const { types } = createTester();
      expect((await types(text)).document).toEqual((await types('help search')).document);
    },
  );

  it.each(['help /papers', 'help papers', 'help /'])('shows the overview for %j', async (text) => {
    const { types } = createTester();
    expect((await types(text)).document).toEqual((await types('help')).document);
  });

  it('suggests the closest command for an unknown one', async () => {
    const { types } = createTester();
    const { document, outcome } = await types('/papers help serach');
    expect(outcome).toBe('refused');
    expect(textOf(document)).toContain('Did you mean /papers search?');
  });

  it('suggests commands', async () => {
    const { does } = createTester();
    const offered = async (partial: string) =>
      does({ kind: 'autocomplete', command: 'help', option: 'command', partial });
    const names = ['search', 'show', 'summary', 'share', 'subscribe', 'subscriptions', 'status', 'save', 'saved'];
    expect(await offered('S')).toEqual({
      kind: 'suggestions',
      suggestions: names.map((name) => ({ label: name, value: name })),
    });
    expect(await offered('x')).toEqual({ kind: 'suggestions', suggestions: [] });
  });
});
