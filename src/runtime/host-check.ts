import { isIP } from 'node:net';

interface HostCheckOptions {
  /** The host that the server listens on. */
  readonly host: string;
  readonly publicUrl?: string | undefined;
  /** Allows names without a dot, such as Docker's (`paperboy:9464`). No site on the internet has one. */
  readonly allowsBareNames?: boolean;
}

/** A host name or IP address with an optional port, and nothing that `new URL` would read as credentials or a path. */
const HOST_HEADER_PATTERN = /^(?:\[[\da-f:.]+\]|[a-z\d_.-]+)(?::\d{1,5})?$/i;

/**
 * Returns a check whether a `Host` header names this server. It stops DNS rebinding: a page of another site can resolve its own name to
 * this machine and would then be same-origin. IP addresses are always allowed.
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
 * Returns a check whether a request comes from a page of this server, or not from a page at all. Browsers send `Origin` with every
 * WebSocket and every state-changing request, and pages can't change it.
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
    // A proxy may rewrite `Host`, so that it differs from the origin that the browser sees.
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

/** A fully qualified name may end with a dot. */
function stripTrailingDot(hostname: string): string {
  return hostname.replace(/\.$/, '');
}

function isIpAddress(hostname: string): boolean {
  return isIP(hostname.replace(/^\[|\]$/g, '')) !== 0;
}
