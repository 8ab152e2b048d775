import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { clientKeyFromAddress, isPrivateAddress } from '../../src/http/peer.ts';

/**
 * Who asks, as far as their share of the requests goes.
 *
 * Behind a proxy all requests come from its address. Where there is one, and it is near, the last entry of `X-Forwarded-For` counts, which
 * is the one that the proxy itself has added; those before it are whatever the visitor wrote.
 */
export function clientKeyFromRequest(
  { socket, headers }: Pick<IncomingMessage, 'socket' | 'headers'>,
  hasProxy: boolean,
): string {
  const remoteAddress = socket.remoteAddress ?? '';
  const forwarded = String(headers['x-forwarded-for'] ?? '')
    .split(',')
    .at(-1)
    ?.trim();
  const isTrusted = hasProxy && forwarded !== undefined && isIP(forwarded) !== 0 && isPrivateAddress(remoteAddress);
  return clientKeyFromAddress(isTrusted ? forwarded : remoteAddress);
}
