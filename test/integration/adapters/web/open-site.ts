import { connect } from 'node:net';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { mountPages } from '../../../../adapters/web/pages/index.ts';
import { createSite, type Site } from '../../../../adapters/web/site.ts';
import type { Paper } from '../../../../src/papers/paper.ts';
import { sourceRegistry } from '../../../../src/sources/registry.ts';
import { createTestCore } from '../../../fakes/core.ts';
import { createMemoryLog } from '../../../fakes/log.ts';

export const ASSETS_FOLDER = join(import.meta.dirname, '..', '..', '..', '..', 'adapters', 'web', 'assets');

interface SiteOptions {
  readonly host?: string;
  readonly publicUrl?: string;
  readonly requestsPerMinute?: number;
  /** Mounts routes before the site starts. There are no others by default. */
  readonly mount?: (site: Site) => void;
}

/** A site that listens on a real socket until the test ends. */
export async function openSite({ host = '127.0.0.1', publicUrl, requestsPerMinute, mount }: SiteOptions = {}) {
  const { log, records } = createMemoryLog();
  const address = { host, port: 0, isPortConfigured: true };
  const site = createSite({
    ...{ address, portSettingName: 'PORT', log, homePath: '/search', assetsFolder: ASSETS_FOLDER, publicUrl },
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
    /** Sends the lines of a request as they are, also if they aren't valid HTTP. Resolves with the raw response. */
    send: (lines: readonly string[]): Promise<string> => send(port, `${lines.join('\r\n')}\r\n\r\n`),
  };
}

/** A site with the pages for these papers. */
export async function openPages(papers?: readonly Paper[], options: SiteOptions & { readonly now?: () => Date } = {}) {
  const core = createTestCore(papers);
  const opened = await openSite({
    ...options,
    mount: (site) =>
      mountPages(site.app, {
        core,
        limitCost: site.limitCost,
        baseUrl: site.url,
        sourceTitle: (kind) => sourceRegistry.find(kind)?.title,
        now: options.now ?? core.now,
      }),
  });
  return { ...opened, core };
}

function send(port: number, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let response = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes, 'latin1'));
    socket.setEncoding('utf8');
    socket.on('data', (text) => {
      response += text;
    });
    socket.on('error', reject);
    socket.on('close', () => resolve(response));
  });
}
