import { describe, expect, it } from 'vitest';
import { readConfig } from '../src/config.ts';
import { UserError } from '../src/errors.ts';

describe('the configuration', () => {
  it('needs nothing to be set', () => {
    expect(readConfig({})).toMatchObject({ LOG_LEVEL: 'info' });
    expect(readConfig({}).PAPERS_FILE).toBeUndefined();
  });

  it('takes what is set, and an empty variable for none', () => {
    expect(readConfig({ PAPERS_FILE: 'papers.jsonl', LOG_LEVEL: 'warn', NO_COLOR: '1' })).toMatchObject({
      PAPERS_FILE: 'papers.jsonl',
      LOG_LEVEL: 'warn',
      NO_COLOR: '1',
    });
    expect(readConfig({ PAPERS_FILE: '', LOG_LEVEL: '', NO_COLOR: '' })).toEqual(readConfig({}));
  });

  it('knows nothing of other variables', () => {
    expect(readConfig({ PATH: '/bin', ['__proto__']: 'x' })).toEqual(readConfig({}));
  });

  it('that is wrong names every variable that is, and what it takes', () => {
    const wrong = { LOG_LEVEL: 'loud', DISCORD_API_URL: 'discord' };
    expect(() => readConfig(wrong)).toThrow(UserError);
    expect(() => readConfig(wrong)).toThrow(/DISCORD_API_URL.*LOG_LEVEL.*debug.*info.*warn.*error.*silent/);
  });
});
