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
