import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import axe from 'axe-core';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const CHROMIUM_PATHS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Without background activity, such as requests for updates. */
const ARGUMENTS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Long enough for a machine that runs other tests, too. */
export const UI_TIMEOUT = { timeout: 20_000 } as const;

/** A browser window with its own storage. */
export interface Window {
  openPage(path?: string): Promise<Page>;
  /** Opens a tab of the playground and waits until it has joined. */
  openTab(hash?: string): Promise<Page>;
  /** Console warnings and errors, uncaught errors, and requests to other hosts, in any page. */
  readonly errors: string[];
}

/** Runs a test in a new window, and asserts that the window has no errors. */
export type WithWindow = (
  url: string,
  test: (window: Window) => Promise<void>,
  options?: BrowserContextOptions,
) => Promise<void>;

/** Describes tests in a real browser, one for all of them. Without one they are skipped, with a message. */
export function describeInBrowser(name: string, tests: (withWindow: WithWindow) => void): void {
  const executablePath = [process.env['CHROME_PATH'] ?? '', ...CHROMIUM_PATHS].find(
    (path) => path !== '' && existsSync(path),
  );
  if (executablePath === undefined) {
    process.stderr.write(
      `\n*** SKIPPED: "${name}" needs Chromium. Install it (Debian: apt-get install chromium), or set CHROME_PATH ***\n\n`,
    );
    describe(name, () => {
      it.skip('needs Chromium', () => undefined);
    });
    return;
  }
  describe(name, () => {
    let browser: Browser;
    beforeAll(async () => {
      browser = await chromium.launch({ executablePath, args: ARGUMENTS });
    });
    afterAll(() => browser.close());
    tests((url, test, options) => runInWindow(browser, url, test, options));
  });
}

async function runInWindow(browser: Browser, ...[url, test, options]: Parameters<WithWindow>): Promise<void> {
  const context = await browser.newContext({ locale: 'en-GB', timezoneId: 'Europe/Berlin', ...options });
  context.setDefaultTimeout(UI_TIMEOUT.timeout);
  const errors: string[] = [];
  const { host } = new URL(url);
  const checkHost = (requestUrl: string): void => {
    if (new URL(requestUrl).host !== host) errors.push(`request to another host: ${requestUrl}`);
  };
  const openPage = async (path = ''): Promise<Page> => {
    const page = await context.newPage();
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) errors.push(`${message.type()}: ${message.text()}`);
    });
    page.on('pageerror', (error) => errors.push(`uncaught: ${error.stack}`));
    page.on('request', (request) => checkHost(request.url()));
    page.on('websocket', (socket) => checkHost(socket.url()));
    await page.goto(url + path);
    return page;
  };
  const openTab = async (hash = ''): Promise<Page> => {
    const page = await openPage(hash);
    await waitUntilJoined(page);
    return page;
  };
  try {
    await test({ openPage, openTab, errors });
    expect(errors).toEqual([]);
  } finally {
    await context.close();
  }
}

export async function waitUntilJoined(page: Page): Promise<void> {
  await page.locator('#my-name').filter({ hasNotText: '…' }).waitFor({ state: 'attached' });
}

/** The rules that a color scheme can break. */
export const COLOR_RULES = ['color-contrast', 'link-in-text-block'];

/** Asserts that axe (https://github.com/dequelabs/axe-core) finds no serious problem. @param rules by default all of them */
export async function expectAccessible(page: Page, state: string, rules?: readonly string[]): Promise<void> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe.source);
  const violations = await page.evaluate(async (runOnly) => {
    const inPage = (globalThis as unknown as { axe: typeof axe }).axe;
    const options = { resultTypes: ['violations' as const], preload: false, ...(runOnly && { runOnly: [...runOnly] }) };
    return (await inPage.run(options)).violations;
  }, rules);
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  const descriptions = serious.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join('\n')}`);
  expect(descriptions, state).toEqual([]);
}

export async function expectNoHorizontalScroll(page: Page, state: string): Promise<void> {
  const overflow = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
  expect(overflow, state).toBe(0);
}

/** Saves a screenshot, if PICTURES names a folder. */
export async function saveScreenshot(page: Page, name: string): Promise<void> {
  const folder = process.env['PICTURES'];
  if (folder === undefined || folder === '') return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`) });
}

/** Types a message and sends it. */
export async function send(page: Page, text: string, pane: 'channel' | 'thread' = 'channel'): Promise<void> {
  const box = page.locator(`#${pane}-box`);
  await box.fill(text);
  await box.press('Enter');
}
