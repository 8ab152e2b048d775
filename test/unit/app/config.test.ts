import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../../src/app/config.ts';
import { hasPages, hasPlayground, listenPorts, resolveLogLevel } from '../../../src/app/config-defaults.ts';
import { UserError } from '../../../src/runtime/errors.ts';

describe('the configuration', () => {
  it('needs nothing to be set', () => {
    expect(parseConfig({}).PAPERS_FILE).toBeUndefined();
  });

  it('takes what is set, and an empty variable for none', () => {
    expect(parseConfig({ PAPERS_FILE: 'papers.jsonl', LOG_LEVEL: 'warn', NO_COLOR: '1' })).toMatchObject({
      PAPERS_FILE: 'papers.jsonl',
      LOG_LEVEL: 'warn',
      NO_COLOR: '1',
    });
    expect(parseConfig({ PAPERS_FILE: '', LOG_LEVEL: '', NO_COLOR: '' })).toEqual(parseConfig({}));
  });

  it('has a source of papers unless none is wanted, and several of them', () => {
    expect(parseConfig({}).PAPERS_SOURCES).toEqual([{ kind: 'huggingface', name: 'huggingface' }]);
    expect(parseConfig({ PAPERS_SOURCES: 'none' }).PAPERS_SOURCES).toEqual([]);
    expect(parseConfig({ PAPERS_SOURCES: 'huggingface,arxiv:cs.LG+cs.CL' }).PAPERS_SOURCES).toMatchObject([
      { name: 'huggingface' },
      { name: 'arxiv:cs.LG+cs.CL' },
    ]);
  });

  it.each(['ada@example.org', 'https://example.org/papers', 'http://localhost:3000'])(
    'takes %s for a contact',
    (contact) => {
      expect(parseConfig({ PAPERS_CONTACT: contact }).PAPERS_CONTACT).toBe(contact);
    },
  );

  it('names every mistake about the sources', () => {
    const wrong = {
      PAPERS_SOURCES: 'huggin,arxiv:nonsense!',
      HUGGING_FACE_URL: 'ftp://huggingface.co',
      ARXIV_URL: 'https://ada:secret@export.arxiv.org',
      PAPERS_CONTACT: 'Ada',
    };
    expect(() => parseConfig(wrong)).toThrow(
      /PAPERS_SOURCES names "huggin", which is no source \(did you mean huggingface\?\).*PAPERS_SOURCES names "arxiv:nonsense!".*HUGGING_FACE_URL is no.*ARXIV_URL takes no user name and password.*PAPERS_CONTACT is neither/,
    );
  });

  it('knows nothing of other variables', () => {
    expect(parseConfig({ PATH: '/bin', ['__proto__']: 'x' })).toEqual(parseConfig({}));
  });

  it('that is wrong names every variable that is, and what it takes', () => {
    const wrong = { LOG_LEVEL: 'loud', DISCORD_API_URL: 'discord' };
    expect(() => parseConfig(wrong)).toThrow(UserError);
    expect(() => parseConfig(wrong)).toThrow(/DISCORD_API_URL.*LOG_LEVEL.*debug.*info.*warn.*error.*silent/);
  });

  it('opens nothing for the browser where it has somebody to talk to, or is in production, unless it is asked to', () => {
    const opens = (set: Record<string, string>) => {
      const config = parseConfig(set);
      return [hasPlayground(config), hasPages(config)];
    };
    const discord = { DISCORD_TOKEN: 'a.b.c' };
    expect(opens({})).toEqual([true, true]);
    expect(opens({ NODE_ENV: 'production' })).toEqual([false, false]);
    expect(opens({ NODE_ENV: 'production', PLAYGROUND: 'on' })).toEqual([true, true]);
    expect(opens(discord)).toEqual([false, false]);
    expect(opens({ ...discord, PAGES: 'on' })).toEqual([false, true]);
    expect(opens({ ...discord, PLAYGROUND: 'on', PAGES: 'off' })).toEqual([true, false]);
    expect(opens({ PLAYGROUND: 'off' })).toEqual([false, false]);
  });

  it('opens the playground to nobody who comes by the public address, unless it is asked to', () => {
    const opens = (set: Record<string, string>) => {
      const config = parseConfig({ PUBLIC_URL: 'https://papers.example.org', ...set });
      return [hasPlayground(config), hasPages(config)];
    };
    expect(opens({})).toEqual([false, true]);
    expect(opens({ PAGES: 'on' })).toEqual([false, true]);
    expect(opens({ PAGES: 'off' })).toEqual([false, false]);
    expect(opens({ PLAYGROUND: 'on' })).toEqual([true, true]);
    expect(opens({ NODE_ENV: 'production' })).toEqual([false, false]);
  });

  it.each([
    [{ PORT: '9464' }, 'the port for the browser: set it to another one, such as 9465'],
    [{ PORT: '4000', OPERATOR_PORT: '4000' }, 'the port for the browser'],
    [
      { PORT: '65535', OPERATOR_PORT: '65535', HOST: '0.0.0.0' },
      'the port for the browser: set it to another one, such as 65534',
    ],
    [{ SLACK_BOT_TOKEN: 'xoxb-1', SLACK_SIGNING_SECRET: 's', OPERATOR_PORT: '3000' }, 'PORT, at which Slack'],
  ])('wants a port of its own for operators: %o', (set, said) => {
    expect(() => parseConfig(set as Record<string, string>)).toThrow(`OPERATOR_PORT has to differ from ${said}`);
  });

  it('lets operators have a port that nobody else takes there', () => {
    const sets = [
      { OPERATOR_PORT: '3000' },
      { PORT: '0', OPERATOR_PORT: '0' },
      { PORT: '9464', PLAYGROUND: 'off' },
      { PORT: '9464', HOST: '10.0.0.1' },
    ];
    for (const set of sets) expect(() => parseConfig(set)).not.toThrow();
  });

  it('wants a port of its own for the browser where Slack takes the other', () => {
    const slack = { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_SIGNING_SECRET: 'secret' };
    expect(() => parseConfig({ ...slack, PAGES: 'on' })).toThrow(/WEB_PORT has to differ from PORT.*such as 3001/);
    expect(listenPorts(parseConfig({ ...slack, PAGES: 'on', WEB_PORT: '3001' }))).toEqual({
      port: 3000,
      webPort: 3001,
      isWebPortExplicit: true,
      webPortSetting: 'WEB_PORT',
    });
    expect(listenPorts(parseConfig(slack))).toMatchObject({ port: 3000 });
    expect(listenPorts(parseConfig({ PORT: '4000' }))).toEqual({
      port: 4000,
      webPort: 4000,
      isWebPortExplicit: true,
      webPortSetting: 'PORT',
    });
    expect(listenPorts(parseConfig({}))).toMatchObject({ webPort: 3000, isWebPortExplicit: false });
  });

  it.each([
    'papers.example.org',
    'ftp://papers.example.org',
    'https://papers.example.org/bot',
    'https://a:b@example.org',
  ])('takes no %s for the address at which people reach the pages', (url) => {
    expect(() => parseConfig({ PUBLIC_URL: url })).toThrow(/PUBLIC_URL/);
  });

  it.each(['127.0.0.1', '0.0.0.0', '::', '::1', 'fe80::1%eth0', 'localhost', 'box.lan.', 'paper_boy'])(
    'takes %s for a host',
    (host) => {
      expect(parseConfig({ HOST: host, OPERATOR_HOST: ` ${host} ` })).toMatchObject({
        HOST: host,
        OPERATOR_HOST: host,
      });
    },
  );

  it.each(['127.0.0.1:3000', 'localhost:3000', 'http://x', 'x/', '[::1]', '[::1]:3000', 'a b', 'a..b'])(
    'takes no %s for a host, and says so beside all else that is wrong',
    (host) => {
      const said = 'takes an address or a name alone, as in 127.0.0.1, without http:// and without a port';
      const wrong = { HOST: host, OPERATOR_HOST: host, LOG_LEVEL: 'loud' };
      for (const one of [`HOST ${said}`, `OPERATOR_HOST ${said}`, 'LOG_LEVEL'])
        expect(() => parseConfig(wrong)).toThrow(one);
    },
  );

  it('logs all that happens, but to who tries it at a terminal only what they have to look after', () => {
    const level = (set: Record<string, string>, isTerminal: boolean) => resolveLogLevel(parseConfig(set), isTerminal);
    const discord = { DISCORD_TOKEN: 'a.b.c' };
    expect([level({}, false), level({}, true), level(discord, true)]).toEqual(['info', 'warn', 'info']);
    expect(level({ LOG_LEVEL: 'debug' }, true)).toBe('debug');
  });

  it('says once of each what is no address, beside all else that is wrong', () => {
    const wrong = { HUGGING_FACE_URL: 'a', ARXIV_URL: 'b', PUBLIC_URL: 'c', DISCORD_API_URL: 'd', PLAYGROUND: 'maybe' };
    const said = 'is no address such as https://example.org';
    const told = ['DISCORD_API_URL', 'HUGGING_FACE_URL', 'ARXIV_URL', 'PUBLIC_URL'].map((name) => `${name} ${said}`);
    expect(() => parseConfig(wrong)).toThrow(
      expect.objectContaining({ message: expect.stringContaining('PLAYGROUND takes on, off') }),
    );
    for (const one of told) expect(() => parseConfig(wrong)).toThrow(one);
    expect(() => parseConfig(wrong)).not.toThrow(/without a path|no user name/);
  });
});
