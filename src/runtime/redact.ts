/** Removes secrets from what is printed or logged. */
export interface Redactor {
  text(text: string): string;
  /** The same for a line of JSON, in keys and strings. The result is valid JSON. */
  line(line: string): string;
}

const REDACTED = '[secret]';

/** Shorter ones occur in ordinary words. */
const MIN_SECRET_LENGTH = 6;

/**
 * Common shapes of secrets; platforms add those of their tokens. The first group of a pattern, if any, is kept. Without word boundaries, as
 * a token may directly follow a word. Each starts with something rare, so that long texts take linear time.
 */
const SECRET_PATTERNS: readonly RegExp[] = [
  /(:\/\/[^\s:@/"']*:)[^\s@/"']+(?=@)/g,
  /((?:bearer|basic)\s+)[\w.~+/-]{16,}=*/gi,
  /(authorization["']?\s*[:=]\s*["']?(?:bot\s+|bearer\s+|basic\s+)?)[^\s"',}]+/gi,
  /((?:token|secret|password|passwd|ticket|api[_-]?key|signature)=)[^\s&"',;}]+/gi,
  // JSON, also escaped within JSON.
  /(["']\w*(?:token|secret|password|passwd|ticket|api_?key|signature|cookie)\\{0,9}["']\s*:\s*\\{0,9}["'])[^"'\\]+/gi,
];

/** Names of JSON fields whose strings are secret, however deep they are nested. */
const SECRET_FIELD = /(?:token|secret|password|passwd|authorization|cookie|ticket|api[-_]?key|response[-_]?url)s?$/i;

const JSON_STRING = /"([^"\\]*(?:\\.[^"\\]*)*)"(\s*:)?/g;

/**
 * Removes these secrets in all their encodings, and everything that looks like a secret.
 *
 * @param patterns more shapes of secrets
 */
export function createRedactor(secrets: readonly string[] = [], patterns: readonly RegExp[] = []): Redactor {
  const known = knownSecretsPattern(secrets);
  const shapes = [...SECRET_PATTERNS, ...patterns];
  const text = (input: string): string => {
    const clean = known === undefined ? input : input.replace(known, REDACTED);
    // Without a group, the second argument is the offset.
    const replace = (_: string, prefix: unknown): string => (typeof prefix === 'string' ? prefix : '') + REDACTED;
    return shapes.reduce((result, shape) => result.replace(shape, replace), clean);
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

/** Matches the secrets as they are, and as URLs and JSON encode them. */
function knownSecretsPattern(secrets: readonly string[]): RegExp | undefined {
  const forms = secrets
    .filter((secret) => secret.length >= MIN_SECRET_LENGTH)
    .flatMap((secret) => [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)]);
  if (forms.length === 0) return undefined;
  const longestFirst = [...new Set(forms)].sort((a, b) => b.length - a.length);
  return new RegExp(longestFirst.map((form) => form.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')).join('|'), 'g');
}

const SECRET_VARIABLE = /(?:TOKEN|SECRET|PASSWORD|PASSWD|API_?KEY|PRIVATE_KEY)$/i;

/** Up to the last @, as a password may contain characters that should be encoded. */
const URL_PASSWORD = /:\/\/[^:@/]*:(.+)@/s;

/** The secrets of an environment: values of variables named like one, and passwords in URLs, both raw and decoded. */
export function collectSecrets(environment: Readonly<Record<string, unknown>>): string[] {
  const secrets = Object.entries(environment).flatMap(([name, value]) => {
    if (typeof value !== 'string') return [];
    const passwords = [URL_PASSWORD.exec(value), ...value.matchAll(/[?&]password=([^&]+)/g)].flatMap(
      (match) => match?.[1] ?? [],
    );
    return [
      ...(SECRET_VARIABLE.test(name) ? [value.trim()] : []),
      ...passwords.flatMap((password) => [password, decodePassword(password)]),
    ];
  });
  return [...new Set(secrets)].filter((secret) => secret !== '');
}

function decodePassword(password: string): string {
  try {
    return decodeURIComponent(password);
  } catch {
    // A literal %.
    return password;
  }
}
