import { isIP } from 'node:net';

interface Known {
  /** What the server listens at. */
  readonly host: string;
  readonly publicUrl?: string | undefined;
  /** Names without a dot too, as those that Docker gives (`paperboy:9464`): no page of the internet has one. */
  readonly takesBareNames?: boolean;
}

/** A name or a number, and perhaps a port: nothing that an address could be hidden in. */
const HOST = /^(?:\[[\da-f:.]+\]|[a-z\d_.-]+)(?::\d{1,5})?$/i;

/**
 * Whether a `Host` header names this server. A foreign page may let its own name lead to an address of this machine (DNS rebinding) and
 * would then be of the same origin as everything here; the name gives it away. An address of numbers is nobody's name.
 */
export function createNameCheck({
  host,
  publicUrl,
  takesBareNames = false,
}: Known): (header: string | undefined) => boolean {
  const known = new Set(['localhost', withoutDot(host.toLowerCase())]);
  if (publicUrl !== undefined) known.add(withoutDot(new URL(publicUrl).hostname));
  return (header) => {
    const name = header === undefined ? undefined : urlOf(header)?.hostname;
    if (name === undefined) return false;
    return isNumber(name) || known.has(withoutDot(name)) || (takesBareNames && !name.includes('.'));
  };
}

/**
 * Whether a request comes from a page of this server, or from no page at all. A browser says with every WebSocket and every request that
 * may change something whose page it comes from, and no page can make it lie.
 */
export function createOriginCheck({
  publicUrl,
}: Pick<Known, 'publicUrl'>): (headers: {
  readonly host?: string | undefined;
  readonly origin?: string | undefined;
  readonly 'sec-fetch-site'?: string | string[] | undefined;
}) => boolean {
  const own = publicUrl === undefined ? undefined : new URL(publicUrl).origin;
  return ({ host, origin, 'sec-fetch-site': site }) => {
    // A proxy may put another name in the place of its own, so that the browser's word for it and ours differ.
    if (origin !== undefined && origin === own) return true;
    if (site !== undefined && site !== 'same-origin' && site !== 'none') return false;
    if (origin === undefined) return true;
    return URL.canParse(origin) && host !== undefined && new URL(origin).host === urlOf(host)?.host;
  };
}

function urlOf(host: string): URL | undefined {
  const url = `http://${host}`;
  return HOST.test(host) && URL.canParse(url) ? new URL(url) : undefined;
}

/** A name with a dot at its end is the same name, said to be whole. */
function withoutDot(name: string): string {
  return name.replace(/\.$/, '');
}

function isNumber(name: string): boolean {
  return isIP(name.replace(/^\[|\]$/g, '')) !== 0;
}
