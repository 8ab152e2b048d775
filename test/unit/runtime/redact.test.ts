import { describe, expect, it } from 'vitest';
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

/** What is logged of something, as a line of JSON. */
function logged(write: (log: ReturnType<typeof createLog>) => void): string {
  const lines: string[] = [];
  const redact = createRedactor(collectSecrets(ENVIRONMENT));
  write(createLog('info', { redact, destination: { write: (line) => void lines.push(line) } }));
  for (const line of lines) JSON.parse(line);
  return lines.join('');
}

/** Every place of a record in which something may stand. */
const PLACES: readonly [string, (secret: string, log: ReturnType<typeof createLog>) => void][] = [
  ['the message', (secret, log) => log.warn(`before${secret} after`)],
  ['the message, on a line of its own', (secret, log) => log.warn(`before\n${secret}\nafter`)],
  ['a field', (secret, log) => log.warn({ said: secret }, 'hm')],
  ['the name of a field', (secret, log) => log.warn({ [secret]: 1 }, 'hm')],
  ['a field deep inside', (secret, log) => log.warn({ a: [{ b: { c: [[`x${secret}`]] } }] }, 'hm')],
  ['the message of an error', (secret, log) => log.error({ err: new Error(`no: ${secret}`) }, 'hm')],
  ['an error alone', (secret, log) => log.error(new Error(secret))],
  ['a cause', (secret, log) => log.error({ err: new Error('outer', { cause: new Error(secret) }) }, 'hm')],
  ['a cause that is no error', (secret, log) => log.error({ err: new Error('outer', { cause: { secret } }) }, 'hm')],
  ['one of several errors', (secret, log) => log.error({ err: new AggregateError([new Error(secret)]) }, 'hm')],
  ['the code of an error', (secret, log) => log.error({ err: Object.assign(new Error('hm'), { code: secret }) }, 'hm')],
  ['an error in another field', (secret, log) => log.error({ why: Object.assign(new Error('hm'), { url: secret }) })],
  ['what something says of itself', (secret, log) => log.warn({ odd: { toJSON: () => secret } }, 'hm')],
  ['JSON within a string', (secret, log) => log.warn({ body: JSON.stringify({ said: [secret] }) }, 'hm')],
  ['an address', (secret, log) => log.warn(`GET https://x.example/?q=${encodeURIComponent(secret)}&page=2`)],
  ['what is put into the message', (secret, log) => log.warn('hm: %s %j', secret, { secret })],
];

describe('no secret of the configuration is logged', () => {
  const secrets = [
    ...Object.entries(ENVIRONMENT).slice(0, 4),
    ['the password', PASSWORD],
    ['the password decoded', decodeURIComponent(PASSWORD)],
    ['the word for the proxy', 'proxy-word'],
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

describe('what looks like a secret is not logged either', () => {
  it.each([
    ['another token of Slack', 'xoxp-11-22-deadbeef', 'deadbeef'],
    ['a token of Slack that expires', 'xoxe.xoxb-1-Mi0yLTk5', 'Mi0yLTk5'],
    ['another bot token of Discord', 'OTk5OTk5OTk5OTk5OTk5OTk5.Xyz12-.ABCDEFGHIJKLMNOPQRSTUVWXYZ_0', 'ABCDEFGHIJKLM'],
    ['a header', 'Authorization: Bot short.token.here', 'short.token.here'],
    ['a bearer', 'authorization=Bearer abcdefghijklmnop12345', 'abcdefghijklmnop'],
    ['a database', 'connect postgres://ada:lovelace@db.example/papers', 'lovelace'],
    ['a response URL', 'POST https://hooks.slack.com/commands/T012ABC/345/AbCdEfGh', 'AbCdEfGh'],
    ['a response URL behind a proxy', 'http://127.0.0.1:9/actions/T0/1/AbCdEfGh failed', 'AbCdEfGh'],
    ['a webhook of Discord', 'https://discord.com/api/v10/webhooks/12/a-b_c.DeF/messages/@original', 'a-b_c.DeF'],
    ['an interaction', '/interactions/123456/aW50ZXJhY3Rpb24abc/callback', 'aW50ZXJhY3Rpb24abc'],
    ['the token of one alone', 'was aW50ZXJhY3Rpb246MTIzOmFiYw there', 'MTIzOmFiYw'],
    ['the ticket of a socket', 'wss://wss-primary.slack.com/link/?ticket=0a1b2c-3d&app_id=A1', '0a1b2c'],
    ['JSON', '{"client_secret": "hush hush"}', 'hush'],
    ['a signature', `x-slack-signature v0=${'ab'.repeat(32)}`, 'abab'],
  ])('%s', (_, text, secret) => {
    // Percents hide its shape.
    const places = PLACES.filter(([place]) => place !== 'an address');
    for (const [, write] of places) expect(logged((log) => write(text, log))).not.toContain(secret);
  });

  it.each(['token', 'botToken', 'SLACK_SIGNING_SECRET', 'password', 'Authorization', 'set-cookie', 'response_url'])(
    'whatever stands in a field named %s',
    (name) => {
      const line = logged((log) => log.info({ deep: { [name]: 'hush', list: ['said'] }, [name]: ['hush'] }, 'hm'));
      expect(line).not.toContain('hush');
      expect(line).toContain('said');
    },
  );
});

describe('what is no secret stays as it is', () => {
  it.each([
    ['advice', 'Slack does not take the SLACK_BOT_TOKEN: copy it once more from https://api.slack.com/apps'],
    ['an address', 'the pages are at http://127.0.0.1:3000/papers/2401.12345?q=token%20merging'],
    ['prose', 'Bearer of bad news, and a basic understanding of https://x.example/a@b'],
    ['a place in a file', 'at file:///app/dist/src/main.js:12:34'],
    ['odd signs', 'discord.js@14.28.1 … “quoted” \\ \u0000 ünïcödé 🙂'],
    ['a word without end', 'x'.repeat(200_000)],
    ['colons', '://'.repeat(20_000)],
    ['quotes', '\\"'.repeat(20_000)],
  ])('such as %s', (_, text) => {
    expect(JSON.parse(logged((log) => log.info({ text }, text)))).toMatchObject({ text, msg: text });
  });

  it('so does a record without any', () => {
    const record = {
      papers: 3,
      source: 'huggingface',
      until: '2026-11-21T12:00:00.000Z',
      none: null,
      list: [1, 'two'],
    };
    expect(JSON.parse(logged((log) => log.info(record, 'ready')))).toMatchObject(record);
  });

  it('words as short as those that a password may be, too', () => {
    const redact = createRedactor(collectSecrets({ DATABASE_URL: 'postgres://a:info@h/d', SLACK_SIGNING_SECRET: 'a' }));
    expect(redact.text('an info about a database')).toBe('an info about a database');
  });
});

it('writes an error down that is its own cause', () => {
  const error = new Error('round');
  error.cause = error;
  expect(logged((log) => log.error({ err: error }, 'hm'))).toContain('and so on');
});
