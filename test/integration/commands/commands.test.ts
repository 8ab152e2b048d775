import { describe, expect, it } from 'vitest';
import { commands } from '../../../commands/index.ts';
import { parseCommand } from '../../../src/chat/parse-command.ts';
import { createTester } from '../../fakes/core.ts';

describe.each(commands)('/papers $name', (command) => {
  it('has names and descriptions that every platform takes', () => {
    const described = [[command.name, command] as const, ...Object.entries(command.options)];
    for (const [name, { description }] of described) {
      expect(name).toMatch(/^[a-z]{1,32}$/);
      expect(description.length).toBeGreaterThan(0);
      expect(description.length).toBeLessThanOrEqual(100);
    }
    expect(Object.keys(command.options).length).toBeLessThanOrEqual(25);
  });

  it('has an option that takes the rest only as its first, and parts only of options it has', () => {
    const options = Object.entries(command.options);
    options.forEach(([, option], index) => {
      if (option.kind === 'text' && option.isRest) expect(index).toBe(0);
      if (option.partOf !== undefined) expect(Object.keys(command.options)).toContain(option.partOf);
    });
  });

  it.each(command.examples)('reads its example %s', async (example) => {
    expect(parseCommand({ text: example }, commands).command.name).toBe(command.name);
    const { types } = createTester();
    expect((await types(`/papers ${example}`)).outcome).not.toBe('failed');
  });
});
