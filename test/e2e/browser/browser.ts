import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import axe from 'axe-core';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Nothing that a browser does for itself: it asks for updates, and for much else. */
const ARGUMENTS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** How long something on a page may take, on a machine that is busy with other tests. */
export const PATIENCE = { timeout: 10_000 } as const;

interface Window {
  /** Another tab of the same browser, at an address. */
  page(address?: string): Promise<Page>;
  /** The same at the playground, with somebody at it. */
  tab(address?: string): Promise<Page>;
  /** What no tab of it may do: say something on the console, fail, ask another host. */
  readonly faults: readonly string[];
  close(): Promise<void>;
}

/** Opens browsers of their own, with nothing kept, at a server. */
export type OpenWindow = (origin: string, options?: BrowserContextOptions) => Promise<Window>;

/** Describes tests in a real browser. Where there is none they are skipped, and say so. */
export function describeInBrowser(name: string, tests: (open: OpenWindow) => void): void {
  const executablePath = [process.env['CHROME_PATH'] ?? '', ...PLACES].find((path) => path !== '' && existsSync(path));
  if (executablePath === undefined) {
    process.stderr.write(
      `\n*** SKIPPED: "${name}" needs Chromium: install it (Debian: apt-get install chromium), or name one in CHROME_PATH ***\n\n`,
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
    tests((origin, options) => openWindow(browser, origin, options));
  });
}

async function openWindow(browser: Browser, origin: string, options: BrowserContextOptions = {}): Promise<Window> {
  const context = await browser.newContext({ locale: 'en-GB', timezoneId: 'Europe/Berlin', ...options });
  context.setDefaultTimeout(PATIENCE.timeout);
  const faults: string[] = [];
  const { host } = new URL(origin);
  const open = async (address = ''): Promise<Page> => {
    const page = await context.newPage();
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) faults.push(`${message.type()}: ${message.text()}`);
    });
    page.on('pageerror', (error) => faults.push(`failed: ${error.stack}`));
    page.on('request', (request) => {
      if (new URL(request.url()).host !== host) faults.push(`asked elsewhere: ${request.url()}`);
    });
    page.on('websocket', (socket) => {
      if (new URL(socket.url()).host !== host) faults.push(`asked elsewhere: ${socket.url()}`);
    });
    await page.goto(origin + address);
    return page;
  };
  return {
    faults,
    page: open,
    async tab(address) {
      const page = await open(address);
      await page.locator('#my-name').filter({ hasNotText: '…' }).waitFor({ state: 'attached' });
      return page;
    },
    close: () => context.close(),
  };
}

/** Asserts that axe (https://github.com/dequelabs/axe-core) finds no serious fault in a page as it stands. */
export async function expectAccessible(page: Page, when: string): Promise<void> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe.source);
  const violations = await page.evaluate(async () => {
    const inPage = (globalThis as unknown as { axe: typeof axe }).axe;
    return (await inPage.run({ resultTypes: ['violations'], preload: false })).violations;
  });
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  const told = serious.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join('\n')}`);
  expect(told, when).toEqual([]);
}

/** Asserts that a page needs no scrolling sideways. */
export async function expectNothingBeside(page: Page, when: string): Promise<void> {
  const wide = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
  expect(wide, when).toBe(0);
}

/** Keeps a picture of a page, where the variable PICTURES names a folder for them. */
export async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env['PICTURES'];
  if (folder === undefined || folder === '') return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`) });
}

/** Says something in the channel, or in the thread. */
export async function say(page: Page, text: string, pane: 'channel' | 'thread' = 'channel'): Promise<void> {
  const box = page.locator(`#${pane}-box`);
  await box.fill(text);
  await box.press('Enter');
}
