import { describe, expect, it } from 'vitest';
import { commands } from '../../../commands/index.ts';
import { type CommandDefinition, formatUsage, partOptionNames } from '../../../src/chat/command.ts';
import { findCommand } from '../../../src/chat/parse-command.ts';

const watch: CommandDefinition = {
  name: 'watch',
  description: 'Has every kind of option',
  options: {
    query: { kind: 'text', description: 'Words', required: true, isRest: true },
    note: { kind: 'text', description: 'More words' },
    since: { kind: 'text', description: 'A day', partOf: 'query' },
    has: { kind: 'choice', description: 'Something', choices: ['code'], partOf: 'query' },
    every: { kind: 'choice', description: 'How often', choices: ['day', 'week'] },
    page: { kind: 'integer', description: 'A page', min: 1, max: 9 },
  },
  audience: 'everyone',
  ephemeral: true,
  examples: ['watch robots'],
};

describe('formatUsage', () => {
  it('shows required and optional options, and how to type choices', () => {
    expect(formatUsage(watch)).toBe('/papers watch <query> [note:…] [every:day|week] [page:N]');
    expect(formatUsage(findCommand('top', commands))).toBe(
      '/papers top [day|week|month|all] [date] [upvotes|comments] [page:N]',
    );
    expect(formatUsage(findCommand('previews', commands))).toBe('/papers previews <on|off>');
    expect(formatUsage(findCommand('trends', commands))).toBe('/papers trends <topic> [vs <topic>]');
  });

  it('shows a positional choice first, without its name', () => {
    expect(formatUsage(findCommand('subscriptions', commands))).toMatch(
      /^\/papers subscriptions \[list\|show\|[^\]]+\] \[id\] /,
    );
  });
});

describe('partOptionNames', () => {
  it('returns the options of any kind that are part of another one', () => {
    expect(partOptionNames(watch)).toEqual(['since', 'has']);
  });
});
