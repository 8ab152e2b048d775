import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { README, withGeneratedParts } from './readme-tables.ts';

it('the tables and the transcript of the README are what the code says (`npm run tables` renews them)', async () => {
  const readme = readFileSync(README, 'utf8');
  expect(readme).toBe(await withGeneratedParts(readme));
  for (const part of ['transcript', 'discord', 'slack', 'scopes', 'commands', 'filters', 'settings'])
    expect(readme).toContain(`<!-- ${part} -->`);
});
