import { describe, expect, it } from 'vitest';
import { PLATFORMS } from '../../../src/app/platforms.ts';
import { createLog } from '../../../src/runtime/log.ts';
import { collectSecrets, createRedactor } from '../../../src/runtime/redact.ts';

const SIGNING = 'b2c3d4"e5\\f6';
const PASSWORD = 'p/a:s@s w%25d';
const DISCORD = 'MTIzNDU2Nzg5MDEyMzQ1Njc4.GabcDe.abcdefghijklmnopqrstuvwxyz0123456789AB';
const ENVIRONMENT = {
  DISCORD_TOKEN: DISCORD,
  SLACK_BOT_TOKEN: 'xoxb-1-2-abcdef',
  SLACK_APP_TOKEN: 'xapp-1-A1-2-fedcba',
  SLACK_SIGNING_SECRET: SIGNING,
  DATABASE_URL: `postgres://ada:${PASSWORD}@db.example/papers`,
  HTTPS_PROXY: 'http://proxy-user:proxy-word@proxy.example:8080',
};

/** The lines that are logged. */
function logged(write: (log: ReturnType<typeof createLog>) => void): string {
  const lines: string[] = [];
  const patterns = PLATFORMS.flatMap(({ secretPatterns }) => secretPatterns);
  const redact = createRedactor(collectSecrets(ENVIRONMENT), patterns);
  write(createLog('info', { redact, destination: { write: (line) => void lines.push(line) } }));
  for (const line of lines) JSON.parse(line);
  return lines.join('');
}

/** Every place of a record that may contain a secret. */
const PLACES: readonly [string, (secret: string, log: ReturnType<typeof createLog>) => void][] = [
  ['the message', (secret, log) => log.warn(`before${secret} after`)],
  ['the message, between line breaks', (secret, log) => log.warn(`before\n${secret}\nafter`)],
  ['a field', (secret, log) => log.warn({ said: secret }, 'hm')],
  ['the name of a field', (secret, log) => log.warn({ [secret]: 1 }, 'hm')],
  ['a field deep inside', (secret, log) => log.warn({ a: [{ b: { c: [[`x${secret}`]] } }] }, 'hm')],
  ['the message of an error', (secret, log) => log.error({ err: new Error(`no: ${secret}`) }, 'hm')],
  ['an error alone', (secret, log) => log.error(new Error(secret))],
  ['a cause', (secret, log) => log.error({ err: new Error('outer', { cause: new Error(secret) }) }, 'hm')],
  [
    'a cause that is not an error',
    (secret, log) => log.error({ err: new Error('outer', { cause: { secret } }) }, 'hm'),
  ],
  ['one of several errors', (secret, log) => log.error({ err: new AggregateError([new Error(secret)]) }, 'hm')],
  ['the code of an error', (secret, log) => log.error({ err: Object.assign(new Error('hm'), { code: secret }) }, 'hm')],
  ['an error in another field', (secret, log) => log.error({ why: Object.assign(new Error('hm'), { url: secret }) })],
  ['the result of toJSON', (secret, log) => log.warn({ odd: { toJSON: () => secret } }, 'hm')],
  ['JSON within a string', (secret, log) => log.warn({ body: JSON.stringify({ said: [secret] }) }, 'hm')],
  ['a URL', (secret, log) => log.warn(`GET https://x.example/?q=${encodeURIComponent(secret)}&page=2`)],
  ['values formatted into the message', (secret, log) => log.warn('hm: %s %j', secret, { secret })],
];

describe('a secret of the environment is redacted', () => {
  const secrets = [
    ...Object.entries(ENVIRONMENT).slice(0, 4),
    ['the password', PASSWORD],
    ['the password decoded', decodeURIComponent(PASSWORD)],
    ['the proxy password', 'proxy-word'],
  ] as const;
  it.each(PLACES)('in %s', (_, write) => {
    for (const [, secret] of secrets) {
      const line = logged((log) => write(secret, log));
      expect(line).toContain('[secret]');
      const forms = [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)];
      for (const form of forms) expect(line).not.toContain(form);
      expect(JSON.stringify(JSON.parse(line))).not.toContain(JSON.stringify(secret).slice(1, -1));
    }
  });
});

describe('anything that looks like a secret is redacted', () => {
  it.each([
    ['another Slack token', 'xoxp-11-22-deadbeef', 'deadbeef'],
    ['an expiring Slack token', 'xoxe.xoxb-1-Mi0yLTk5', 'Mi0yLTk5'],
    ['another Discord bot token', 'OTk5OTk5OTk5OTk5OTk5OTk5.Xyz12-.ABCDEFGHIJKLMNOPQRSTUVWXYZ_0', 'ABCDEFGHIJKLM'],
    ['a header', 'Authorization: Bot short.token.here', 'short.token.here'],
    ['a bearer token', 'authorization=Bearer abcdefghijklmnop12345', 'abcdefghijklmnop'],
    ['a database URL', 'connect postgres://ada:lovelace@db.example/papers', 'lovelace'],
    ['a response URL', 'POST https://hooks.slack.com/commands/T012ABC/345/AbCdEfGh', 'AbCdEfGh'],
    ['a response URL behind a proxy', 'http://127.0.0.1:9/actions/T0/1/AbCdEfGh failed', 'AbCdEfGh'],
    ['a Discord webhook', 'https://discord.com/api/v10/webhooks/12/a-b_c.DeF/messages/@original', 'a-b_c.DeF'],
    ['an interaction callback URL', '/interactions/123456/aW50ZXJhY3Rpb24abc/callback', 'aW50ZXJhY3Rpb24abc'],
    ['an interaction token', 'was aW50ZXJhY3Rpb246MTIzOmFiYw there', 'MTIzOmFiYw'],
    ['a WebSocket ticket', 'wss://wss-primary.slack.com/link/?ticket=0a1b2c-3d&app_id=A1', '0a1b2c'],
    ['JSON', '{"client_secret": "hush hush"}', 'hush'],
    ['a signature', `x-slack-signature v0=${'ab'.repeat(32)}`, 'abab'],
  ])('%s', (_, text, secret) => {
    // Percent-encoding hides its shape.
    const places = PLACES.filter(([place]) => place !== 'a URL');
    for (const [, write] of places) expect(logged((log) => write(text, log))).not.toContain(secret);
  });

  it.each(['token', 'botToken', 'SLACK_SIGNING_SECRET', 'password', 'Authorization', 'set-cookie', 'response_url'])(
    'the value of a field named %s',
    (name) => {
      const line = logged((log) => log.info({ deep: { [name]: 'hush', list: ['said'] }, [name]: ['hush'] }, 'hm'));
      expect(line).not.toContain('hush');
      expect(line).toContain('said');
    },
  );
});

describe('anything else is left alone', () => {
  it.each([
    ['advice', 'Slack rejected SLACK_BOT_TOKEN: copy it again from https://api.slack.com/apps'],
    ['a URL', 'the pages are at http://127.0.0.1:3000/papers/2401.12345?q=token%20merging'],
    ['prose', 'Bearer of bad news, and a basic understanding of https://x.example/a@b'],
    ['a location in a file', 'at file:///app/dist/src/main.js:12:34'],
    ['unusual characters', 'discord.js@14.28.1 … “quoted” \\ \u0000 ünïcödé 🙂'],
    ['a very long word', 'x'.repeat(200_000)],
    ['colons', '://'.repeat(20_000)],
    ['quotes', '\\"'.repeat(20_000)],
  ])('such as %s', (_, text) => {
    expect(JSON.parse(logged((log) => log.info({ text }, text)))).toMatchObject({ text, msg: text });
  });

  it('such as a record without secrets', () => {
    const record = {
      papers: 3,
      source: 'huggingface',
      until: '2026-11-21T12:00:00.000Z',
      none: null,
      list: [1, 'two'],
    };
    expect(JSON.parse(logged((log) => log.info(record, 'ready')))).toMatchObject(record);
  });

  it('such as words that equal a very short secret', () => {
    const redact = createRedactor(collectSecrets({ DATABASE_URL: 'postgres://a:info@h/d', SLACK_SIGNING_SECRET: 'a' }));
    expect(redact.text('an info about a database')).toBe('an info about a database');
  });
});

it('logs an error that is its own cause', () => {
  const error = new Error('round');
  error.cause = error;
  expect(logged((log) => log.error({ err: error }, 'hm'))).toContain('[truncated]');
});
