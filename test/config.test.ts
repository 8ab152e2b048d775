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

  it('has a source of papers unless none is wanted, and several of them', () => {
    expect(readConfig({}).PAPERS_SOURCES).toEqual([{ kind: 'huggingface', name: 'huggingface' }]);
    expect(readConfig({ PAPERS_SOURCES: 'none' }).PAPERS_SOURCES).toEqual([]);
    expect(readConfig({ PAPERS_SOURCES: 'huggingface,arxiv:cs.LG+cs.CL' }).PAPERS_SOURCES).toMatchObject([
      { name: 'huggingface' },
      { name: 'arxiv:cs.LG+cs.CL' },
    ]);
  });

  it.each(['ada@example.org', 'https://example.org/papers', 'http://localhost:3000'])(
    'takes %s for a contact',
    (contact) => {
      expect(readConfig({ PAPERS_CONTACT: contact }).PAPERS_CONTACT).toBe(contact);
    },
  );

  it('names every mistake about the sources', () => {
    const wrong = {
      PAPERS_SOURCES: 'huggin,arxiv:nonsense!',
      HUGGING_FACE_URL: 'ftp://huggingface.co',
      ARXIV_URL: 'https://ada:secret@export.arxiv.org',
      PAPERS_CONTACT: 'Ada',
    };
    expect(() => readConfig(wrong)).toThrow(
      /PAPERS_SOURCES names "huggin", which is no source \(did you mean huggingface\?\).*PAPERS_SOURCES names "arxiv:nonsense!".*HUGGING_FACE_URL is no.*ARXIV_URL takes no user name and password.*PAPERS_CONTACT is neither/,
    );
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
