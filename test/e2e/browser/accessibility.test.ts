import type { BrowserContextOptions } from 'playwright-core';
import { afterAll, beforeAll, it } from 'vitest';
import {
  COLOR_RULES,
  describeInBrowser,
  expectAccessible,
  expectNoHorizontalScroll,
  saveScreenshot,
  send,
} from './browser.ts';
import { type PlaygroundServer, startPlaygroundServer } from './playground-server.ts';

const DESKTOP = { viewport: { width: 1280, height: 860 } };
const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true };
const SMALL = { viewport: { width: 320, height: 256 } };

const DEVICES: readonly (readonly [name: string, options: BrowserContextOptions])[] = [
  ['desktop', DESKTOP],
  ['phone', PHONE],
  ['small', SMALL],
];

describeInBrowser('the playground', (withWindow) => {
  let server: PlaygroundServer;
  beforeAll(async () => {
    server = await startPlaygroundServer();
  });
  afterAll(() => server.close());

  it.each(DEVICES)(
    'has no serious accessibility problems in any state: %s',
    async (device, options) => {
      await withWindow(
        server.url,
        async ({ openTab }) => {
          const page = await openTab();
          const check = async (state: string, screenshot?: string): Promise<void> => {
            for (const colorScheme of ['dark', 'light'] as const) {
              await page.emulateMedia({ colorScheme });
              const rules = colorScheme === 'dark' ? COLOR_RULES : undefined;
              await expectAccessible(page, `${device}, ${colorScheme}: ${state}`, rules);
              if (screenshot !== undefined) await saveScreenshot(page, `${device}-${colorScheme}-${screenshot}`);
            }
            await expectNoHorizontalScroll(page, `${device}: ${state}`);
          };

          await send(page, '/papers search safe rl');
          const results = page.locator('.message', { hasText: 'papers for safe rl' });
          await results.waitFor();
          await page.locator('#channel-box').fill('/papers search ');
          await page.getByRole('option').first().waitFor();
          await check('search results and suggestions', 'suggestions');
          await page.locator('#channel-box').fill('');

          await results.getByRole('button', { name: 'As Discord' }).click();
          await results.locator('.preview-menu summary').first().click();
          await results.getByRole('listitem').first().waitFor();
          await check('a Discord preview with an open menu');
          await results.getByRole('button', { name: 'As Slack' }).click();
          await results.locator('.preview-slack').waitFor();
          await check('a Slack preview');
          await results.getByRole('button', { name: 'Payload' }).click();
          await results.locator('.payload').waitFor();
          await check('a payload');

          await send(page, `Who has read it? (${device})`);
          await page
            .locator('.message', { hasText: `(${device})` })
            .locator('.open-thread')
            .click();
          await page.locator('#thread-box').waitFor();
          await send(page, 'I have.', 'thread');
          await page.locator('#thread .message', { hasText: 'I have.' }).waitFor();
          await check('a thread', 'thread');
          await page.locator('#close-thread').click();

          await send(page, '/papers subscribe');
          const form = page.getByRole('dialog', { name: '/papers subscribe' });
          await form.getByLabel('Time zone').fill('nowhere');
          await form.getByRole('button', { name: 'Submit' }).click();
          await form.locator('[aria-invalid]').waitFor();
          await check('a form with an error', 'form');
          await form.getByRole('button', { name: 'Cancel' }).click();

          const channels = page.getByRole('button', { name: 'Channels', exact: true });
          if (await channels.isVisible()) await channels.click();
          await page.getByRole('button', { name: 'Profile' }).click();
          await check('the profile');
          await page.getByRole('button', { name: 'Cancel' }).click();
          await page.getByRole('button', { name: 'Keyboard' }).click();
          await check('the keyboard shortcuts');
        },
        // Transitions would change colors while axe measures them.
        { ...options, reducedMotion: 'reduce' },
      );
    },
    90_000,
  );

  it('has no serious accessibility problems with forced colors', async () => {
    await withWindow(
      server.url,
      async ({ openTab }) => {
        const page = await openTab();
        await page.locator('#channel-box').fill('/');
        await page.getByRole('option').first().waitFor();
        await expectAccessible(page, 'forced colors');
        await saveScreenshot(page, 'forced-colors');
      },
      { ...DESKTOP, forcedColors: 'active', reducedMotion: 'reduce' },
    );
  });
});
