import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeInBrowser, expectAccessible, expectNothingBeside, picture, say } from './browser.ts';
import { type PlaygroundServer, startPlaygroundServer } from './playground-server.ts';

const DESKTOP = { viewport: { width: 1280, height: 860 } };
const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true };

describeInBrowser('the page for everybody', (open) => {
  let server: PlaygroundServer;
  beforeAll(async () => {
    server = await startPlaygroundServer();
  });
  afterAll(() => server.close());

  it.each([
    ['desktop-light', { ...DESKTOP, colorScheme: 'light' }],
    ['desktop-dark', { ...DESKTOP, colorScheme: 'dark' }],
    ['phone-light', { ...PHONE, colorScheme: 'light' }],
    ['phone-dark', { ...PHONE, colorScheme: 'dark' }],
    ['small', { viewport: { width: 320, height: 256 } }],
  ] as const)('has no serious fault, whatever is open: %s', async (name, options) => {
    const window = await open(server.url, options);
    const page = await window.tab();
    const check = async (when: string): Promise<void> => {
      await expectAccessible(page, `${name}: ${when}`);
      await expectNothingBeside(page, `${name}: ${when}`);
    };

    await say(page, '/papers search safe rl');
    const found = page.locator('.message', { hasText: 'papers for safe rl' });
    await found.waitFor();
    await picture(page, `${name}-search`);
    await page.locator('#channel-box').fill('/papers search ');
    await page.getByRole('option').first().waitFor();
    await check('offers');
    await picture(page, `${name}-offers`);
    await page.locator('#channel-box').fill('');

    await found.getByRole('button', { name: 'As Discord' }).click();
    await found.locator('.look-menu summary').first().click();
    await found.getByRole('listitem').first().waitFor();
    await check('a look, and a menu in it');
    await found.getByRole('button', { name: 'As Slack' }).click();
    await found.locator('.look-slack').waitFor();
    await check('the other look');
    await found.getByRole('button', { name: 'Payload' }).click();
    await found.locator('.payload').waitFor();
    await check('a payload');

    await say(page, `Who has read it? (${name})`);
    await page
      .locator('.message', { hasText: `(${name})` })
      .locator('.open-thread')
      .click();
    await page.locator('#thread-box').waitFor();
    await say(page, 'I have.', 'thread');
    await page.locator('#thread .message', { hasText: 'I have.' }).waitFor();
    await check('a thread');
    await picture(page, `${name}-thread`);
    await page.locator('#close-thread').click();

    await say(page, '/papers subscribe');
    const form = page.getByRole('dialog', { name: '/papers subscribe' });
    await form.getByLabel('Time zone').fill('nowhere');
    await form.getByRole('button', { name: 'Submit' }).click();
    await form.locator('[aria-invalid]').waitFor();
    await check('a form with something wrong');
    await picture(page, `${name}-form`);
    await form.getByRole('button', { name: 'Cancel' }).click();

    const channels = page.getByRole('button', { name: 'Channels', exact: true });
    if (await channels.isVisible()) await channels.click();
    await page.getByRole('button', { name: 'Name and rights' }).click();
    await check('name and rights');
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('button', { name: 'Keyboard' }).click();
    await check('keyboard');

    expect(window.faults).toEqual([]);
    await window.close();
  });

  it('can be used where the colours are somebody’s own', async () => {
    const window = await open(server.url, { ...DESKTOP, forcedColors: 'active', reducedMotion: 'reduce' });
    const page = await window.tab();
    await page.locator('#channel-box').fill('/');
    await page.getByRole('option').first().waitFor();
    await expectAccessible(page, 'forced colours');
    await picture(page, 'forced-colours');
    expect(window.faults).toEqual([]);
    await window.close();
  });
});
