import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeInBrowser, PATIENCE, picture } from './browser.ts';
import { type PlaygroundServer, startPlaygroundServer } from './playground-server.ts';

const MOST_STEPS = 40;

/** Goes with Tab, or back, until something of this name has the focus. */
async function goTo(page: Page, name: string, key: 'Tab' | 'Shift+Tab'): Promise<void> {
  for (let steps = 0; steps < MOST_STEPS; steps++) {
    await page.keyboard.press(key);
    const focused = page.locator(':focus');
    const words = (await focused.getAttribute('aria-label')) ?? (await focused.innerText());
    if (words.trim() === name) return;
  }
  throw new Error(`${name} is not reached with ${key}`);
}

const focusedId = (page: Page): Promise<string | null> => page.locator(':focus').getAttribute('id');

describeInBrowser('somebody with nothing but a keyboard', (open) => {
  let server: PlaygroundServer;
  beforeAll(async () => {
    server = await startPlaygroundServer();
  });
  afterAll(() => server.close());

  it('subscribes, gets highlights, discusses one, replies in its thread and searches', async () => {
    const window = await open(server.url, { viewport: { width: 1280, height: 860 } });
    const page = await window.tab();
    const { keyboard } = page;
    const offers = page.locator('#channel-composer').getByRole('option');

    await goTo(page, 'Skip to the message box', 'Tab');
    await keyboard.press('Enter');
    expect(await focusedId(page)).toBe('channel-box');
    await keyboard.type('/pap');
    await offers.first().waitFor();
    await keyboard.press('Tab');
    await keyboard.type('subsc');
    await offers.filter({ hasText: 'subscriptions' }).waitFor();
    await picture(page, 'offers');
    await keyboard.press('ArrowDown');
    await keyboard.press('ArrowUp');
    await keyboard.press('Enter');
    await expectBox(page, '/papers subscribe ');
    await keyboard.press('Escape');
    await keyboard.press('Enter');

    const form = page.getByRole('dialog', { name: '/papers subscribe' });
    await form.waitFor();
    expect(await focusedId(page)).toBe('field-topic');
    await keyboard.type('reinforcement learning');
    await keyboard.press('Tab');
    expect(await focusedId(page)).toBe('field-days');
    await keyboard.type('never');
    await keyboard.press('Enter');
    await page.locator('#field-days:focus[aria-invalid]').waitFor();
    await keyboard.press('Control+a');
    await keyboard.type('daily');
    for (const id of ['field-time', 'field-zone', 'field-papers', 'field-threshold', 'field-quiet']) {
      await keyboard.press('Tab');
      expect(await focusedId(page)).toBe(id);
    }
    await keyboard.type('archive');
    await keyboard.press('Tab');
    await goTo(page, 'Submit', 'Tab');
    await keyboard.press('Enter');
    await form.waitFor({ state: 'detached' });
    expect(await focusedId(page)).toBe('channel-box');

    await page.getByText('Preview: nothing is saved yet').waitFor();
    await goTo(page, 'Subscribe', 'Shift+Tab');
    await keyboard.press('Enter');
    await page.locator('.message', { hasText: 'Subscribed' }).first().waitFor();

    server.pass(24);
    const highlights = page.locator('.message:not(.is-private)', { has: page.locator('.paper') });
    await highlights.first().waitFor();
    await page.locator('#channel-box').focus();
    await goTo(page, 'Discuss', 'Shift+Tab');
    await keyboard.press('Enter');
    await page.locator('.message', { hasText: 'Opened by Ada' }).waitFor();
    await page.locator('#channel-box').focus();
    await goTo(page, 'Thread: no reply yet', 'Shift+Tab');
    await keyboard.press('Enter');
    await page.locator('#thread-box:focus').waitFor();
    await keyboard.type('It works.');
    await keyboard.press('Enter');
    await page.locator('#thread .message', { hasText: 'It works.' }).waitFor();
    await keyboard.press('Escape');
    await page.getByRole('button', { name: '1 reply' }).and(page.locator(':focus')).waitFor();

    await keyboard.press('Alt+ArrowDown');
    await page.getByRole('heading', { name: '#papers', exact: true }).waitFor();
    expect(await focusedId(page)).toBe('channel-box');
    await keyboard.type('/papers search safe rl');
    await keyboard.press('Enter');
    await page.getByText('papers for safe rl').waitFor();
    await keyboard.press('ArrowUp');
    await expectBox(page, '/papers search safe rl');
    await keyboard.press('Control+a');
    await keyboard.press('Delete');

    await goTo(page, 'As Discord', 'Shift+Tab');
    await keyboard.press('Enter');
    const menu = page.locator('.look-menu').first();
    await menu.waitFor();
    await menu.locator('summary').focus();
    await keyboard.press('Enter');
    await menu.getByRole('listitem').first().waitFor();
    await keyboard.press('Escape');
    expect(await menu.getAttribute('open')).toBeNull();

    await goTo(page, 'Messages', 'Shift+Tab');
    await keyboard.press('ArrowUp');
    await page.locator('.message:focus', { hasText: 'papers for safe rl' }).waitFor();
    await goTo(page, 'As Slack', 'Tab');
    await keyboard.press('ArrowUp');
    await page.locator('.message:focus', { hasText: 'papers for safe rl' }).waitFor();
    await keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keyboard' }).waitFor();
    await keyboard.press('Escape');
    await page.locator('.message:focus').waitFor();

    expect(window.faults).toEqual([]);
    expect(server.troubles()).toEqual([]);
    await window.close();
  }, 60_000);

  it.each([
    { width: 390, height: 844 },
    { width: 640, height: 400 },
  ])('is led into the list of channels where that covers all else, and out of it: %o', async (viewport) => {
    const window = await open(server.url, { viewport });
    const page = await window.tab();
    const { keyboard } = page;
    const toggle = page.locator('#open-side');
    await toggle.focus();
    await keyboard.press('Enter');
    await page.locator('#channels a:focus').waitFor();
    for (let steps = 0; steps < MOST_STEPS; steps++) {
      await keyboard.press('Tab');
      expect(await page.locator(':is(.skip, .pane, .pane *):focus').count()).toBe(0);
    }
    await keyboard.press('Escape');
    await page.locator('#open-side:focus[aria-expanded=false]').waitFor();
    await keyboard.press('Enter');
    await page.locator('#open-keyboard').focus();
    await keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'Keyboard' }).waitFor();
    await keyboard.press('Escape');
    await page.locator('#open-keyboard:focus').waitFor();
    await page.getByRole('link', { name: 'reading-group' }).focus();
    await keyboard.press('Enter');
    await page.getByRole('heading', { name: '#reading-group', exact: true }).waitFor();
    await page.locator('#open-side:focus[aria-expanded=false]').waitFor();
    await keyboard.press('Enter');
    await page.locator('#channels a:focus').waitFor();
    await page.setViewportSize({ width: 1280, height: 700 });
    await page.locator('#channel-box').click();
    expect(await focusedId(page)).toBe('channel-box');
    expect(window.faults).toEqual([]);
    await window.close();
  });

  it.each([
    { width: 1280, height: 720 },
    { width: 1280, height: 600 },
    { width: 390, height: 664 },
    { width: 320, height: 568 },
    { width: 320, height: 256 },
  ])('sees each field of a form that has the focus, and what is wrong with it: %o', async (viewport) => {
    const window = await open(server.url, { viewport });
    const page = await window.tab();
    const { keyboard } = page;
    await page.locator('#channel-box').focus();
    await keyboard.type('/papers subscribe');
    await keyboard.press('Enter');
    const form = page.getByRole('dialog', { name: '/papers subscribe' });
    await form.waitFor();
    const ids = ['topic', 'days', 'time', 'zone', 'papers', 'threshold', 'quiet', 'chart', 'where', 'channel'];
    for (const id of ids) {
      expect(await focusedId(page)).toBe(`field-${id}`);
      expect(await isCovered(page, ':focus'), id).toBe(false);
      await keyboard.press('Tab');
    }
    await form.getByLabel('Time', { exact: true }).fill('99');
    await form.getByRole('button', { name: 'Submit' }).focus();
    await keyboard.press('Enter');
    await page.locator('#field-time:focus[aria-invalid]').waitFor();
    expect(await isCovered(page, '#field-time')).toBe(false);
    expect(await isCovered(page, '#field-time-error')).toBe(false);
    await picture(page, `form-${viewport.width}x${viewport.height}`);
    expect(window.faults).toEqual([]);
    await window.close();
  });
});

/** Whether something else is seen at a corner of an element, or none of it, as it is out of view. */
function isCovered(page: Page, selector: string): Promise<boolean> {
  return page.evaluate(`(() => {
    const element = document.querySelector(${JSON.stringify(selector)});
    const { left, top, right, bottom } = element.getBoundingClientRect();
    const corners = [[left + 8, top + 3], [right - 8, top + 3], [left + 8, bottom - 3], [right - 8, bottom - 3]];
    return !corners.every(([x, y]) => document.elementFromPoint(x, y) === element);
  })()`);
}

async function expectBox(page: Page, text: string): Promise<void> {
  await expect.poll(() => page.locator('#channel-box').inputValue(), PATIENCE).toBe(text);
}
