/** Takes what nobody may read out of what is written down. */
export interface Redactor {
  text(text: string): string;
  /** The same in a line of JSON, which stays one: in its keys and its strings, wherever they stand. */
  line(line: string): string;
}

const REDACTED = '[secret]';

/** Shorter ones stand in ordinary words. */
const MIN_SECRET_LENGTH = 6;

/**
 * What looks like a secret, whoever's it is. None of them is bound to the edge of a word: a token may stand right behind one. Each begins
 * at something rare, so that long texts take no longer than their length.
 */
const SECRET_PATTERNS: readonly (readonly [shape: RegExp, instead: string])[] = [
  // https://docs.slack.dev/authentication/tokens
  [/xox[a-z]-[\w-]+|xapp-[\w-]+/g, REDACTED],
  // https://discord.com/developers/docs/reference#authentication
  [/[\w-]{23,28}\.[\w-]{6,7}\.[\w-]{27,}/g, REDACTED],
  // A token of an interaction is base64 of "interaction:" and more; it works for 15 minutes without any other.
  [/aW50ZXJhY3Rpb246[\w-]+/g, REDACTED],
  [/((?:webhooks|interactions)\/\d+\/)[\w.-]+/g, `$1${REDACTED}`],
  // Response URLs and incoming webhooks of Slack (https://docs.slack.dev/interactivity/handling-user-interaction#message_responses).
  [/(\/(?:commands|actions|app|services|workflows|triggers)\/[TE][A-Z0-9]+\/)[\w/-]+/g, `$1${REDACTED}`],
  [/(:\/\/[^\s:@/"']*:)[^\s@/"']+@/g, `$1${REDACTED}@`],
  [/((?:bearer|basic)\s+)[\w.~+/-]{16,}=*/gi, `$1${REDACTED}`],
  [/(authorization["']?\s*[:=]\s*["']?(?:bot\s+|bearer\s+|basic\s+)?)[^\s"',}]+/gi, `$1${REDACTED}`],
  [/((?:token|secret|password|passwd|ticket|api[_-]?key|signature)=)[^\s&"',;}]+/gi, `$1${REDACTED}`],
  // JSON, and JSON within it.
  [
    /(["']\w*(?:token|secret|password|passwd|ticket|api_?key|signature|cookie)\\{0,9}["']\s*:\s*\\{0,9}["'])[^"'\\]+/gi,
    `$1${REDACTED}`,
  ],
  [/v0=[0-9a-f]{64}/g, REDACTED],
];

/** Fields that hold nothing else, however deep they are. */
const SECRET_FIELD = /(?:token|secret|password|passwd|authorization|cookie|ticket|api[-_]?key|response[-_]?url)s?$/i;

const JSON_STRING = /"([^"\\]*(?:\\.[^"\\]*)*)"(\s*:)?/g;

/**
 * The last wall before anything is written down: the secrets that are known, in whatever form they are quoted, and all that has the shape
 * of one.
 */
export function createRedactor(secrets: readonly string[] = []): Redactor {
  const known = knownSecrets(secrets);
  const text = (input: string): string => {
    let clean = known === undefined ? input : input.replace(known, REDACTED);
    for (const [shape, instead] of SECRET_PATTERNS) clean = clean.replace(shape, instead);
    return clean;
  };
  return {
    text,
    line(line) {
      let isSecret = false;
      return line.replace(JSON_STRING, (whole, inner: string, colon: string | undefined) => {
        const value = inner.includes('\\') ? (JSON.parse(`"${inner}"`) as string) : inner;
        const clean = colon === undefined && isSecret ? REDACTED : text(value);
        if (colon !== undefined) isSecret = SECRET_FIELD.test(value);
        return clean === value ? whole : JSON.stringify(clean) + (colon ?? '');
      });
    },
  };
}

/** The secrets as they are, and as they stand in an address or within quotes. */
function knownSecrets(secrets: readonly string[]): RegExp | undefined {
  const forms = secrets
    .filter((secret) => secret.length >= MIN_SECRET_LENGTH)
    .flatMap((secret) => [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)]);
  if (forms.length === 0) return undefined;
  const longestFirst = [...new Set(forms)].sort((a, b) => b.length - a.length);
  return new RegExp(longestFirst.map((form) => form.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')).join('|'), 'g');
}

/** Variables whose names say that nobody may read them: those of Paperboy, of a database, and of whatever else runs here. */
const SECRET_VARIABLE = /(?:TOKEN|SECRET|PASSWORD|PASSWD|API_?KEY|PRIVATE_KEY)$/i;

/** From the first colon behind the name to the last @: a password may hold what it should not, written as it is. */
const PASSWORD = /:\/\/[^:@/]*:(.+)@/s;

/** What nobody may read of an environment: its tokens and secrets, and the passwords in its addresses, written in each way. */
export function collectSecrets(environment: Readonly<Record<string, unknown>>): string[] {
  const secrets = Object.entries(environment).flatMap(([name, value]) => {
    if (typeof value !== 'string') return [];
    const [, password] = PASSWORD.exec(value) ?? [];
    const inQuery = [...value.matchAll(/[?&]password=([^&]+)/g)].flatMap(([, one]) => one ?? []);
    const passwords = [...(password === undefined ? [] : [password]), ...inQuery];
    return [
      ...(SECRET_VARIABLE.test(name) ? [value.trim()] : []),
      ...passwords.flatMap((one) => [one, decodePassword(one)]),
    ];
  });
  return [...new Set(secrets)].filter((secret) => secret !== '');
}

function decodePassword(password: string): string {
  try {
    return decodeURIComponent(password);
  } catch {
    // A % that encodes nothing: it stands for itself.
    return password;
  }
}
