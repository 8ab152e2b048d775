import { isIP } from 'node:net';

interface HostCheckOptions {
  /** What the server listens at. */
  readonly host: string;
  readonly publicUrl?: string | undefined;
  /** Names without a dot too, as those that Docker gives (`paperboy:9464`): no page of the internet has one. */
  readonly allowsBareNames?: boolean;
}

/** A name or a number, and perhaps a port: nothing that an address could be hidden in. */
const HOST_HEADER_PATTERN = /^(?:\[[\da-f:.]+\]|[a-z\d_.-]+)(?::\d{1,5})?$/i;

/**
 * Whether a `Host` header names this server. A foreign page may let its own name lead to an address of this machine (DNS rebinding) and
 * would then be of the same origin as everything here; the name gives it away. An address of numbers is nobody's name.
 */
export function createHostCheck({
  host,
  publicUrl,
  allowsBareNames = false,
}: HostCheckOptions): (header: string | undefined) => boolean {
  const allowedHosts = new Set(['localhost', stripTrailingDot(host.toLowerCase())]);
  if (publicUrl !== undefined) allowedHosts.add(stripTrailingDot(new URL(publicUrl).hostname));
  return (header) => {
    const hostname = header === undefined ? undefined : parseHostHeader(header)?.hostname;
    if (hostname === undefined) return false;
    return (
      isIpAddress(hostname) ||
      allowedHosts.has(stripTrailingDot(hostname)) ||
      (allowsBareNames && !hostname.includes('.'))
    );
  };
}

/**
 * Whether a request comes from a page of this server, or from no page at all. A browser says with every WebSocket and every request that
 * may change something whose page it comes from, and no page can make it lie.
 */
export function createOriginCheck({
  publicUrl,
}: Pick<HostCheckOptions, 'publicUrl'>): (headers: {
  readonly host?: string | undefined;
  readonly origin?: string | undefined;
  readonly 'sec-fetch-site'?: string | string[] | undefined;
}) => boolean {
  const ownOrigin = publicUrl === undefined ? undefined : new URL(publicUrl).origin;
  return ({ host, origin, 'sec-fetch-site': fetchSite }) => {
    // A proxy may put another name in the place of its own, so that the browser's word for it and ours differ.
    if (origin !== undefined && origin === ownOrigin) return true;
    if (fetchSite !== undefined && fetchSite !== 'same-origin' && fetchSite !== 'none') return false;
    if (origin === undefined) return true;
    return URL.canParse(origin) && host !== undefined && new URL(origin).host === parseHostHeader(host)?.host;
  };
}

function parseHostHeader(host: string): URL | undefined {
  const url = `http://${host}`;
  return HOST_HEADER_PATTERN.test(host) && URL.canParse(url) ? new URL(url) : undefined;
}

/** A name with a dot at its end is the same name, said to be whole. */
function stripTrailingDot(hostname: string): string {
  return hostname.replace(/\.$/, '');
}

function isIpAddress(hostname: string): boolean {
  return isIP(hostname.replace(/^\[|\]$/g, '')) !== 0;
}
