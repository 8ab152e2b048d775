import { expect, it } from 'vitest';
import { parseTypedLine } from '../../../../adapters/console/index.ts';
import { commands } from '../../../../commands/index.ts';

const actions = ['run:one', 'turn:two'];

it.each([
  ['1', { kind: 'action', action: 'run:one' }],
  ['02', { kind: 'action', action: 'turn:two' }],
  ['2024', { kind: 'command', call: { text: 'search 2024' } }],
  ['2401.12345', { kind: 'command', call: { text: 'search 2401.12345' } }],
  ['safe rl', { kind: 'command', call: { text: 'search safe rl' } }],
  ['Top week', { kind: 'command', call: { text: 'Top week' } }],
  ['/papers nonsense', { kind: 'command', call: { text: '/papers nonsense' } }],
])('the line %j is read as %j', (line, asked) => {
  expect(parseTypedLine(line, actions, commands)).toEqual(asked);
});

it.each(['0', '3', '999'])('the number %s without a button is no search', (line) => {
  expect(parseTypedLine(line, actions, commands)).toMatchObject({ kind: 'unknown-button' });
  expect(parseTypedLine(line, [], commands)).toMatchObject({ kind: 'unknown-button' });
});
