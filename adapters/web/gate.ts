import type { IncomingMessage } from 'node:http';
import { createNameCheck, createOriginCheck } from '../../src/http/names.ts';
import { type Refusal, refusal, type TellRefusal } from './refusal.ts';
import type { Shares } from './shares.ts';

/** Looks at everything that comes in, be it a request or the wish for a WebSocket. */
export type Gate = (request: IncomingMessage, kind: 'request' | 'upgrade') => Promise<Refusal | undefined>;

interface Dependencies {
  readonly host: string;
  readonly publicUrl?: string | undefined;
  readonly shares: Shares;
  readonly tell: TellRefusal;
}

const METHODS = ['GET', 'HEAD', 'POST'];

/** As long as RFC 9110, section 4.1, wants it to be at least: a query of 500 letters in any script fits. */
const LONGEST_URL = 8000;

const LARGEST_BODY = 64 * 1024;

/** The one gate for all of the site. */
export function createGate({ host, publicUrl, shares, tell }: Dependencies): Gate {
  const isOurName = createNameCheck({ host, publicUrl });
  const isOwnPage = createOriginCheck({ publicUrl });

  const refusalOf = (request: IncomingMessage, changes: boolean): Refusal | undefined => {
    const { method = '', url = '', headers } = request;
    if (!METHODS.includes(method)) {
      return refusal(405, `This takes ${METHODS.join(', ')} and no ${method}.`, { allow: METHODS.join(', ') });
    }
    if (url.length > LONGEST_URL) {
      return refusal(414, `This address has ${url.length} characters and may have ${LONGEST_URL}: ask for less.`);
    }
    if (headers['transfer-encoding'] !== undefined) {
      return refusal(411, 'What is sent here has to say beforehand how long it is, with Content-Length.');
    }
    if (Number(headers['content-length'] ?? 0) > LARGEST_BODY) return refusal(413, 'Nothing so large is taken here.');
    // Two names are none: those who read them might not read the same one.
    const [name, ...others] = request.headersDistinct['host'] ?? [];
    if (!isOurName(name) || others.length > 0) {
      return refusal(
        421,
        'This server does not answer to that name. If it is yours, set PUBLIC_URL to the address at which people reach it, as in https://papers.example.org, and start Paperboy again.',
      );
    }
    if (changes && !isOwnPage(headers)) {
      return refusal(
        403,
        'This came from a page of another site. If that page is yours, set PUBLIC_URL to the address at which people reach it.',
      );
    }
    return undefined;
  };

  return async (request, kind) => {
    const spent = await shares.take(request, 'request');
    if (spent !== undefined) return spent;
    const refused = refusalOf(request, kind === 'upgrade' || request.method === 'POST');
    if (refused !== undefined) await tell(refused, request);
    return refused;
  };
}
