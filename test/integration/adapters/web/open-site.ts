import { connect } from 'node:net';
import { onTestFinished } from 'vitest';
import { mountPages } from '../../../../adapters/web/pages/index.ts';
import { createSite, type Site } from '../../../../adapters/web/site.ts';
import type { Paper } from '../../../../src/papers/paper.ts';
import { createTestCore } from '../../../fakes/core.ts';
import { createMemoryLog } from '../../../fakes/log.ts';

interface Opening {
  readonly host?: string;
  readonly publicUrl?: string;
  readonly perMinute?: number;
  /** What is hung on it before it opens; by default nothing. */
  readonly mount?: (site: Site) => void;
}

/** A site that is open until the test ends, and what is asked of it over real sockets. */
export async function openSite({ host = '127.0.0.1', publicUrl, perMinute: requestsPerMinute, mount }: Opening = {}) {
  const { log, records } = createMemoryLog();
  const address = { host, port: 0, isPortConfigured: true };
  const site = createSite({
    ...{ address, portSettingName: 'PORT', log, homePath: '/search', publicUrl },
    ...(requestsPerMinute !== undefined && { requestsPerMinute }),
  });
  mount?.(site);
  const { port } = await site.start();
  onTestFinished(() => site.stop());
  return {
    site,
    port,
    records,
    get: (path: string, init: RequestInit = {}): Promise<Response> =>
      fetch(`http://127.0.0.1:${port}${path}`, { redirect: 'manual', ...init }),
    /** What comes back for the very bytes of a request, which may be none that `fetch` would send. */
    send: (lines: readonly string[]): Promise<string> => send(port, `${lines.join('\r\n')}\r\n\r\n`),
  };
}

/** The same with the pages over some papers. */
export async function openPages(papers?: readonly Paper[], opening: Opening & { readonly now?: () => Date } = {}) {
  const core = createTestCore(papers);
  const opened = await openSite({
    ...opening,
    mount: (site) =>
      mountPages(site.app, { core, limitCost: site.limitCost, baseUrl: site.url, now: opening.now ?? core.now }),
  });
  return { ...opened, core };
}

function send(port: number, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes, 'latin1'));
    socket.setEncoding('utf8');
    socket.on('data', (text) => {
      answer += text;
    });
    socket.on('error', reject);
    socket.on('close', () => resolve(answer));
  });
}
