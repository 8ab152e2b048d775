import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readCorpus } from '../../../src/papers/corpus-file.ts';
import { openPages } from '../../integration/adapters/web/open-site.ts';
import { describeInBrowser, expectAccessible, expectNothingBeside } from './browser.ts';

const PAPERS = readCorpus(join(import.meta.dirname, '..', '..', '..', 'data', 'papers.jsonl'));
const PHONE = { viewport: { width: 320, height: 640 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true } as const;

describeInBrowser('the pages for reading', (open) => {
  it('lead from a search to a paper, to what is related, and back to a search', async () => {
    const { site } = await openPages(PAPERS);
    const window = await open(site.url());
    const page = await window.page('/');
    await page.getByRole('searchbox').fill('safe offline rl');
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: /^Safe Offline Reinforcement Learning with Feasibility/ }).click();
    await page.getByRole('heading', { level: 1, name: /^Safe Offline Reinforcement Learning/ }).waitFor();
    await page.getByText('Cite it with BibTeX').click();
    await page.getByText('@', { exact: false }).first().waitFor();
    await page.getByRole('link', { name: /^Offline Guarded Safe Reinforcement Learning/ }).click();
    await page.getByRole('heading', { level: 1, name: /^Offline Guarded Safe/ }).waitFor();
    await page.getByRole('searchbox').fill('rlhf has:code');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/search\?q=rlhf/);
    expect(window.faults).toEqual([]);
    await window.close();
  });

  it.each([
    ['light', 'desktop', {}],
    ['dark', 'desktop', {}],
    ['dark', 'phone', PHONE],
  ] as const)('have no serious fault: %s, %s', async (colorScheme, device, options) => {
    const { site } = await openPages(PAPERS);
    const window = await open(site.url(), { ...options, colorScheme });
    for (const path of ['/search', '/search?q=safe+rl', '/search?q=flurbl', `/papers/${PAPERS[0]?.id}`]) {
      const page = await window.page(path);
      const when = `${path}, ${colorScheme}, ${device}`;
      await expectAccessible(page, when);
      await expectNothingBeside(page, when);
    }
    expect(window.faults).toEqual([]);
    await window.close();
  });
});
