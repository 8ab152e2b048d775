import { z } from 'zod';
import { definePlatform, type PlatformSettings } from '../../src/chat/platform.ts';
import { definePlatformTraits } from '../../src/chat/platform-traits.ts';

const settings = {
  WEB_PORT: z.coerce.number({ error: 'must be a port from 0 to 65535' }).int().min(0).max(65_535).optional().meta({
    description: "The port of the web server, if another platform's requests come in at `PORT`",
    shownDefault: '`PORT`',
  }),
  PLAYGROUND: z.enum(['on', 'off']).optional().meta({
    description: 'Whether to serve the playground, where everyone who can open it may do everything',
    shownDefault: '`on` without Discord and Slack; `off` if `NODE_ENV` is `production` or `PUBLIC_URL` is set',
  }),
  PAGES: z.enum(['on', 'off']).optional().meta({
    description: 'Whether to serve read-only pages and feeds of papers and searches, without accounts',
    shownDefault: 'as `PLAYGROUND`, but `on` with a `PUBLIC_URL` too',
  }),
  PUBLIC_URL: z
    .url({ protocol: /^https?$/, abort: true })
    .refine(
      (url) => /^https?:\/\/[^/?#@]+\/?$/.test(url),
      'must be a host without a path, such as https://papers.example.org',
    )
    .optional()
    .meta({
      description:
        'The public URL of the pages, such as `https://papers.example.org`. Requests for other hosts are refused',
      shownDefault: '`localhost` and IP addresses',
    }),
};

export type WebSettings = PlatformSettings<typeof settings>;

/** The playground: a chat in the browser to try everything in. */
export const web = definePlatform({
  ...definePlatformTraits({
    name: 'web',
    title: 'Playground',
    managerRequirement: 'turn on “Can manage channels” in your profile.',
    hasLinkPreviews: true,
  }),
  isRemote: false,
  settings,
  isEnabled: ({ PLAYGROUND, NODE_ENV, PUBLIC_URL }, hasRemotePlatform) =>
    PLAYGROUND === undefined
      ? isLocalTrial({ NODE_ENV }, hasRemotePlatform) && PUBLIC_URL === undefined
      : PLAYGROUND === 'on',
  secretPatterns: [],
  async create(_, { browser }) {
    if (browser?.playground === undefined) throw new Error('the web server has no playground');
    return browser.playground;
  },
});

/** Whether papers, searches and feeds have pages. */
export function hasPages({ PAGES, PLAYGROUND, NODE_ENV }: WebSettings, hasRemotePlatform: boolean): boolean {
  const setting = PAGES ?? PLAYGROUND;
  return setting === undefined ? isLocalTrial({ NODE_ENV }, hasRemotePlatform) : setting === 'on';
}

/** Without any platform elsewhere on a developer's machine, the web server starts without being asked for. */
function isLocalTrial({ NODE_ENV }: Pick<WebSettings, 'NODE_ENV'>, hasRemotePlatform: boolean): boolean {
  return !hasRemotePlatform && NODE_ENV !== 'production';
}
