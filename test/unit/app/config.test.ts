import { describe, expect, it } from 'vitest';
import { hasPages, hasPlayground, listenPorts, parseConfig, resolveLogLevel } from '../../../src/app/config.ts';
import { UserError } from '../../../src/runtime/errors.ts';

describe('parseConfig', () => {
  it('needs no variables', () => {
    expect(parseConfig({}).PAPERS_FILE).toBeUndefined();
  });

  it('treats empty variables as unset', () => {
    expect(parseConfig({ PAPERS_FILE: 'papers.jsonl', LOG_LEVEL: 'warn', NO_COLOR: '1' })).toMatchObject({
      PAPERS_FILE: 'papers.jsonl',
      LOG_LEVEL: 'warn',
      NO_COLOR: '1',
    });
    expect(parseConfig({ PAPERS_FILE: '', LOG_LEVEL: '', NO_COLOR: '' })).toEqual(parseConfig({}));
  });

  it('parses one, several or no paper sources, and has one by default', () => {
    expect(parseConfig({}).PAPERS_SOURCES).toEqual([{ kind: 'huggingface', name: 'huggingface', query: '' }]);
    expect(parseConfig({ PAPERS_SOURCES: 'none' }).PAPERS_SOURCES).toEqual([]);
    expect(parseConfig({ PAPERS_SOURCES: 'huggingface,arxiv:cs.LG+cs.CL' }).PAPERS_SOURCES).toMatchObject([
      { name: 'huggingface' },
      { name: 'arxiv:cs.LG+cs.CL' },
    ]);
  });

  it.each(['ada@example.org', 'https://example.org/papers', 'http://localhost:3000'])(
    'accepts %s as contact',
    (contact) => {
      expect(parseConfig({ PAPERS_CONTACT: contact }).PAPERS_CONTACT).toBe(contact);
    },
  );

  it('reports every invalid source setting', () => {
    const wrong = {
      PAPERS_SOURCES: 'huggin,arxiv:nonsense!',
      HUGGING_FACE_URL: 'ftp://huggingface.co',
      ARXIV_URL: 'https://ada:secret@export.arxiv.org',
      PAPERS_CONTACT: 'Ada',
    };
    expect(() => parseConfig(wrong)).toThrow(
      /PAPERS_SOURCES .*huggin.*PAPERS_SOURCES .*arxiv:nonsense!.*HUGGING_FACE_URL must be a URL.*ARXIV_URL must not contain a user name or password.*PAPERS_CONTACT must be/s,
    );
  });

  it('ignores other variables', () => {
    expect(parseConfig({ PATH: '/bin', ['__proto__']: 'x' })).toEqual(parseConfig({}));
  });

  it('reports every invalid variable and its allowed values', () => {
    const wrong = { LOG_LEVEL: 'loud', DISCORD_API_URL: 'discord' };
    expect(() => parseConfig(wrong)).toThrow(UserError);
    expect(() => parseConfig(wrong)).toThrow(/DISCORD_API_URL.*LOG_LEVEL must be debug, info, warn, error or silent/s);
  });

  it('starts no web server with a remote platform or in production, unless asked to', () => {
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

  it('serves no playground under a public URL, unless asked to', () => {
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
    [{ PORT: '9464' }, "the web server's port: set it to another port, such as 9465"],
    [{ PORT: '4000', OPERATOR_PORT: '4000' }, "the web server's port"],
    [
      { PORT: '65535', OPERATOR_PORT: '65535', HOST: '0.0.0.0' },
      "the web server's port: set it to another port, such as 65534",
    ],
    [{ SLACK_BOT_TOKEN: 'xoxb-1', SLACK_SIGNING_SECRET: 's', OPERATOR_PORT: '3000' }, 'PORT, which Slack uses'],
  ])('requires a separate operator port: %o', (set, message) => {
    expect(() => parseConfig(set as Record<string, string>)).toThrow(`OPERATOR_PORT must differ from ${message}`);
  });

  it('accepts an operator port that nothing else uses on its interface', () => {
    const sets = [
      { OPERATOR_PORT: '3000' },
      { PORT: '0', OPERATOR_PORT: '0' },
      { PORT: '9464', PLAYGROUND: 'off' },
      { PORT: '9464', HOST: '10.0.0.1' },
    ];
    for (const set of sets) expect(() => parseConfig(set)).not.toThrow();
  });

  it('requires a separate web server port if Slack uses PORT', () => {
    const slack = { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_SIGNING_SECRET: 'secret' };
    expect(() => parseConfig({ ...slack, PAGES: 'on' })).toThrow(/WEB_PORT must differ from PORT.*such as 3001/);
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
  ])('rejects %s as public URL', (url) => {
    expect(() => parseConfig({ PUBLIC_URL: url })).toThrow(/PUBLIC_URL/);
  });

  it.each(['127.0.0.1', '0.0.0.0', '::', '::1', 'fe80::1%eth0', 'localhost', 'box.lan.', 'paper_boy'])(
    'accepts %s as host',
    (host) => {
      expect(parseConfig({ HOST: host, OPERATOR_HOST: ` ${host} ` })).toMatchObject({
        HOST: host,
        OPERATOR_HOST: host,
      });
    },
  );

  it.each(['127.0.0.1:3000', 'localhost:3000', 'http://x', 'x/', '[::1]', '[::1]:3000', 'a b', 'a..b'])(
    'rejects %s as host, along with all other problems',
    (host) => {
      const message = 'must be an IP address or host name such as 127.0.0.1, without http:// and without a port';
      const wrong = { HOST: host, OPERATOR_HOST: host, LOG_LEVEL: 'loud' };
      for (const one of [`HOST ${message}`, `OPERATOR_HOST ${message}`, 'LOG_LEVEL'])
        expect(() => parseConfig(wrong)).toThrow(one);
    },
  );

  it('logs from info on, and from warn on in a terminal without remote platforms', () => {
    const level = (set: Record<string, string>, isTerminal: boolean) => resolveLogLevel(parseConfig(set), isTerminal);
    const discord = { DISCORD_TOKEN: 'a.b.c' };
    expect([level({}, false), level({}, true), level(discord, true)]).toEqual(['info', 'warn', 'info']);
    expect(level({ LOG_LEVEL: 'debug' }, true)).toBe('debug');
  });

  it('reports each invalid URL once, along with all other problems', () => {
    const wrong = { HUGGING_FACE_URL: 'a', ARXIV_URL: 'b', PUBLIC_URL: 'c', DISCORD_API_URL: 'd', PLAYGROUND: 'maybe' };
    const messages = ['DISCORD_API_URL', 'HUGGING_FACE_URL', 'ARXIV_URL', 'PUBLIC_URL'].map(
      (name) => `${name} must be a URL such as https://example.org`,
    );
    expect(() => parseConfig(wrong)).toThrow(
      expect.objectContaining({ message: expect.stringContaining('PLAYGROUND must be on or off') }),
    );
    for (const message of messages) expect(() => parseConfig(wrong)).toThrow(message);
    expect(() => parseConfig(wrong)).not.toThrow(/without a path|must not contain/);
  });
});
