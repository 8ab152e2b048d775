import { join } from 'node:path';
import { afterAll, beforeAll, it } from 'vitest';
import { mountPages } from '../../../adapters/web/pages/index.ts';
import { createSite, type Site } from '../../../adapters/web/site.ts';
import { readCorpus } from '../../../src/papers/corpus-file.ts';
import { sourceRegistry } from '../../../src/sources/registry.ts';
import { createTestCore } from '../../fakes/core.ts';
import { createMemoryLog } from '../../fakes/log.ts';
import { COLOR_RULES, describeInBrowser, expectAccessible, expectNoHorizontalScroll } from './browser.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const PHONE = { viewport: { width: 320, height: 640 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true } as const;

describeInBrowser('the pages for reading', (withWindow) => {
  const papers = readCorpus(join(ROOT, 'data', 'papers.jsonl'));
  let site: Site;
  beforeAll(async () => {
    const core = createTestCore(papers);
    const address = { host: '127.0.0.1', port: 0, isPortConfigured: true };
    const assetsFolder = join(ROOT, 'adapters', 'web', 'assets');
    site = createSite({
      address,
      portSettingName: 'PORT',
      homePath: '/search',
      assetsFolder,
      log: createMemoryLog().log,
    });
    mountPages(site.app, {
      core,
      limitCost: site.limitCost,
      baseUrl: site.url,
      sourceTitle: (kind) => sourceRegistry.find(kind)?.title,
      now: core.now,
    });
    await site.start();
  });
  afterAll(() => site.stop());

  it('lead from a search to a paper, to a related paper, and back to a search', async () => {
    await withWindow(site.url(), async ({ openPage }) => {
      const page = await openPage('/');
      await page.getByRole('searchbox').fill('safe offline rl');
      await page.keyboard.press('Enter');
      await page.getByRole('link', { name: /^Safe Offline Reinforcement Learning with Feasibility/ }).click();
      await page.getByRole('heading', { level: 1, name: /^Safe Offline Reinforcement Learning/ }).waitFor();
      await page.getByText('Cite (BibTeX)').click();
      await page.getByText('@', { exact: false }).first().waitFor();
      await page.getByRole('link', { name: /^Offline Guarded Safe Reinforcement Learning/ }).click();
      await page.getByRole('heading', { level: 1, name: /^Offline Guarded Safe/ }).waitFor();
      await page.getByRole('searchbox').fill('rlhf has:code');
      await page.keyboard.press('Enter');
      await page.waitForURL(/\/search\?q=rlhf/);
    });
  });

  it.each([
    ['on a desktop', {}],
    ['on a phone', PHONE],
  ] as const)('have no serious accessibility problems %s', async (device, options) => {
    await withWindow(
      site.url(),
      async ({ openPage }) => {
        const page = await openPage('/');
        for (const path of ['/search', '/search?q=safe+rl', '/search?q=flurbl', `/papers/${papers[0]?.id}`]) {
          await page.goto(site.url() + path);
          for (const colorScheme of ['light', 'dark'] as const) {
            await page.emulateMedia({ colorScheme });
            await expectAccessible(
              page,
              `${path}, ${colorScheme}, ${device}`,
              colorScheme === 'dark' ? COLOR_RULES : undefined,
            );
          }
          await expectNoHorizontalScroll(page, `${path}, ${device}`);
        }
      },
      // Transitions would change colors while axe measures them.
      { ...options, reducedMotion: 'reduce' },
    );
  });
});
