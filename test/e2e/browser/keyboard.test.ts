import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeInBrowser, saveScreenshot, UI_TIMEOUT } from './browser.ts';
import { type PlaygroundServer, startPlaygroundServer } from './playground-server.ts';

const MAX_TAB_PRESSES = 40;

/** Presses Tab or Shift+Tab until the element with this name has the focus. */
async function focusByKey(page: Page, label: string, key: 'Tab' | 'Shift+Tab'): Promise<void> {
  for (let presses = 0; presses < MAX_TAB_PRESSES; presses++) {
    await page.keyboard.press(key);
    const focused = page.locator(':focus');
    const name = (await focused.getAttribute('aria-label')) ?? (await focused.innerText());
    if (name.trim() === label) return;
  }
  throw new Error(`${label} can't be reached with ${key}`);
}

const FORM_VIEWPORTS = [
  { width: 1280, height: 720 },
  { width: 1280, height: 600 },
  { width: 390, height: 664 },
  { width: 320, height: 568 },
  { width: 320, height: 256 },
];
const FIELDS = ['topic', 'days', 'time', 'zone', 'papers', 'threshold', 'quiet', 'chart', 'where', 'channel'];

const focusedId = (page: Page): Promise<string | null> => page.locator(':focus').getAttribute('id');

describeInBrowser('a person with only a keyboard', (withWindow) => {
  let server: PlaygroundServer;
  beforeAll(async () => {
    server = await startPlaygroundServer();
  });
  afterAll(() => server.close());

  it('can subscribe, get highlights, discuss a paper, reply in its thread and search', async () => {
    await withWindow(
      server.url,
      async ({ openTab }) => {
        const page = await openTab();
        const { keyboard } = page;
        const suggestions = page.locator('#channel-composer').getByRole('option');

        await focusByKey(page, 'Skip to the message box', 'Tab');
        await keyboard.press('Enter');
        expect(await focusedId(page)).toBe('channel-box');
        await keyboard.type('/pap');
        await suggestions.first().waitFor();
        await keyboard.press('Tab');
        await keyboard.type('subsc');
        await suggestions.filter({ hasText: 'subscriptions' }).waitFor();
        await saveScreenshot(page, 'suggestions');
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
        await focusByKey(page, 'Submit', 'Tab');
        await keyboard.press('Enter');
        await form.waitFor({ state: 'detached' });
        expect(await focusedId(page)).toBe('channel-box');

        await page.getByText('Preview: nothing saved yet').waitFor();
        await focusByKey(page, 'Subscribe', 'Shift+Tab');
        await keyboard.press('Enter');
        await page.locator('.message', { hasText: 'Subscribed' }).first().waitFor();

        server.advanceHours(24);
        const highlights = page.locator('.message:not(.is-private)', { has: page.locator('.paper') });
        await highlights.first().waitFor();
        await page.locator('#channel-box').focus();
        await focusByKey(page, 'Discuss', 'Shift+Tab');
        await keyboard.press('Enter');
        await page.locator('.message', { hasText: 'Opened by Ada' }).waitFor();
        await page.locator('#channel-box').focus();
        await focusByKey(page, 'Thread: no replies yet', 'Shift+Tab');
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

        await focusByKey(page, 'As Discord', 'Shift+Tab');
        await keyboard.press('Enter');
        const menu = page.locator('.preview-menu').first();
        await menu.waitFor();
        await menu.locator('summary').focus();
        await keyboard.press('Enter');
        await menu.getByRole('listitem').first().waitFor();
        await keyboard.press('Escape');
        expect(await menu.getAttribute('open')).toBeNull();

        await focusByKey(page, 'Messages', 'Shift+Tab');
        await keyboard.press('ArrowUp');
        await page.locator('.message:focus', { hasText: 'papers for safe rl' }).waitFor();
        await focusByKey(page, 'As Slack', 'Tab');
        await keyboard.press('ArrowUp');
        await page.locator('.message:focus', { hasText: 'papers for safe rl' }).waitFor();
        await keyboard.press('?');
        await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
        await keyboard.press('Escape');
        await page.locator('.message:focus').waitFor();

        expect(server.warnings()).toEqual([]);
      },
      { viewport: { width: 1280, height: 860 } },
    );
  }, 90_000);

  it.each([
    { width: 390, height: 844 },
    { width: 640, height: 400 },
  ])('can use the sidebar when it covers the channel: %o', async (viewport) => {
    await withWindow(
      server.url,
      async ({ openTab }) => {
        const page = await openTab();
        const { keyboard } = page;
        const toggle = page.locator('#open-side');
        await toggle.focus();
        await keyboard.press('Enter');
        await page.locator('#channels a:focus').waitFor();
        for (let presses = 0; presses < MAX_TAB_PRESSES; presses++) {
          await keyboard.press('Tab');
          expect(await page.locator(':is(.skip, .pane, .pane *):focus').count()).toBe(0);
        }
        await keyboard.press('Escape');
        await page.locator('#open-side:focus[aria-expanded=false]').waitFor();
        await keyboard.press('Enter');
        await page.locator('#open-keyboard').focus();
        await keyboard.press('Enter');
        await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
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
      },
      { viewport },
    );
  });

  it('sees the focused field of a form, and its error, on any screen', async () => {
    await withWindow(server.url, async ({ openTab }) => {
      const page = await openTab();
      const { keyboard } = page;
      const form = page.getByRole('dialog', { name: '/papers subscribe' });
      for (const viewport of FORM_VIEWPORTS) {
        const size = `${viewport.width}x${viewport.height}`;
        await page.setViewportSize(viewport);
        await page.locator('#channel-box').focus();
        await keyboard.type('/papers subscribe');
        await keyboard.press('Enter');
        await form.waitFor();
        for (const id of FIELDS) {
          expect(await focusedId(page), size).toBe(`field-${id}`);
          expect(await isCovered(page, ':focus'), `${id}, ${size}`).toBe(false);
          await keyboard.press('Tab');
        }
        await form.getByLabel('Time', { exact: true }).fill('99');
        await form.getByRole('button', { name: 'Submit' }).focus();
        await keyboard.press('Enter');
        await page.locator('#field-time:focus[aria-invalid]').waitFor();
        expect(await isCovered(page, '#field-time'), size).toBe(false);
        expect(await isCovered(page, '#field-time-error'), size).toBe(false);
        await saveScreenshot(page, `form-${size}`);
        await form.getByRole('button', { name: 'Cancel' }).focus();
        await keyboard.press('Enter');
        await form.waitFor({ state: 'detached' });
      }
    });
  }, 60_000);
});

/** Whether an element is partly out of view or covered by something else. */
function isCovered(page: Page, selector: string): Promise<boolean> {
  return page.evaluate(`(() => {
    const element = document.querySelector(${JSON.stringify(selector)});
    const { left, top, right, bottom } = element.getBoundingClientRect();
    const corners = [[left + 8, top + 3], [right - 8, top + 3], [left + 8, bottom - 3], [right - 8, bottom - 3]];
    return !corners.every(([x, y]) => document.elementFromPoint(x, y) === element);
  })()`);
}

async function expectBox(page: Page, text: string): Promise<void> {
  await expect.poll(() => page.locator('#channel-box').inputValue(), UI_TIMEOUT).toBe(text);
}
