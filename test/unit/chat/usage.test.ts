import { expect, it } from 'vitest';
import { commands } from '../../../commands/index.ts';
import { defineCommand, formatUsage, partOptionNames } from '../../../src/chat/command.ts';
import { findCommand } from '../../../src/chat/parse-command.ts';

const command = defineCommand({
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
  run: () => ({ blocks: [] }),
});

it('shows what is required, what is optional, and how choices are written', () => {
  expect(formatUsage(command)).toBe('/papers watch <query> [note:…] [every:day|week] [page:N]');
  expect(formatUsage(findCommand('top', commands))).toBe(
    '/papers top [day|week|month|all] [date] [upvotes|comments] [page:N]',
  );
  expect(formatUsage(findCommand('previews', commands))).toBe('/papers previews <on|off>');
  expect(formatUsage(findCommand('trends', commands))).toBe('/papers trends <topic> [vs <topic>]');
});

it('shows the choice that leads first, as it is typed', () => {
  expect(formatUsage(findCommand('subscriptions', commands))).toMatch(
    /^\/papers subscriptions \[list\|show\|[^\]]+\] \[id\] /,
  );
});

it('knows the options that are part of another one, of whatever kind', () => {
  expect(partOptionNames(command)).toEqual(['since', 'has']);
});
