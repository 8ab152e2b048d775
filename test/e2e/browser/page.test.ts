import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeInBrowser, saveScreenshot, send, UI_TIMEOUT, type Window, waitUntilJoined } from './browser.ts';
import { type PlaygroundServer, startPlaygroundServer } from './playground-server.ts';

const OPTIONS = { viewport: { width: 1280, height: 700 } };

describeInBrowser('the playground page', (withWindow) => {
  let server: PlaygroundServer;
  beforeAll(async () => {
    server = await startPlaygroundServer();
  });
  afterAll(() => server.close());

  const inWindow = (test: (window: Window) => Promise<void>): Promise<void> => withWindow(server.url, test, OPTIONS);

  it('gives each tab its own person, who comes back with the tab', () =>
    inWindow(async ({ openTab }) => {
      const first = await openTab();
      const second = await openTab();
      const name = (page: typeof first) => page.locator('#my-name').innerText();
      expect([await name(first), await name(second)]).toEqual(['Ada', 'Ben']);
      await second.reload();
      await second.getByText('You are Ben').waitFor();
      await first.close();
      expect(await name(await openTab())).toBe('Ada');
    }));

  it('lets people change their name and permission in the profile dialog', () =>
    inWindow(async ({ openTab }) => {
      const ada = await openTab();
      const ben = await openTab();
      await ben.getByRole('button', { name: 'Profile' }).click();
      // Blank, invisible, and a blank letter.
      for (const name of [' ', '\u202e', '\u3164']) {
        await ben.getByLabel('Name').fill(name);
        await ben.getByRole('button', { name: 'Save' }).click();
        await ben.locator('#profile-name:focus[aria-invalid]').waitFor();
      }
      await ben.getByLabel('Name').fill('<b>Bea</b>');
      await ben.getByLabel('Can manage channels').uncheck();
      await ben.getByRole('button', { name: 'Save' }).click();
      await ada.getByText('Ada, <b>Bea</b>').waitFor();
      await send(ben, 'Hello <img src=x onerror=alert(1)>');
      await ada
        .locator('.message', { hasText: 'Hello <img src=x onerror=alert(1)>' })
        .getByText('<b>Bea</b>')
        .waitFor();
      await send(ben, '/papers subscribe safe rl');
      await ben.locator('.message', { hasText: 'turn on “Can manage channels” in your profile' }).waitFor();
      await ben.reload();
      await ben.getByText('You are <b>Bea</b>').waitFor();
      await ben.getByRole('button', { name: 'Profile' }).click();
      await ben.getByLabel('Name').fill('ada');
      await ben.getByRole('button', { name: 'Save' }).click();
      await ben.getByText('The name ada is taken, so you are ada 2.').waitFor();
      await ben.getByRole('button', { name: 'Profile' }).click();
      expect(await ben.getByLabel('Name').inputValue()).toBe('ada 2');
    }));

  it('sends the typed text, not a suggestion for an earlier text', () =>
    inWindow(async ({ openTab }) => {
      const page = await openTab('#C00PAPERS');
      await page.locator('#channel-box').fill('/');
      await page.getByRole('option').first().waitFor();
      await send(page, '/papers help search');
      await page.locator('.message', { hasText: '/papers search <query>' }).waitFor();
      await page.locator('#channel-box').fill('/papers search safe');
      await page.getByRole('option').first().waitFor();
      await page.locator('#channel-box').press('Enter');
      await page.locator('.message', { hasText: 'papers for safe' }).waitFor();
      expect(await page.getByRole('option').count()).toBe(0);
    }));

  it('counts the replies that everybody can see', () =>
    inWindow(async ({ openTab }) => {
      const page = await openTab('#C0READINGGROUP');
      await send(page, 'Who has read it?');
      await page.getByRole('button', { name: 'Reply in thread' }).last().click();
      await send(page, '/papers help search', 'thread');
      await page.locator('#thread .message', { hasText: '/papers search <query>' }).waitFor();
      await send(page, 'I have.', 'thread');
      await page.locator('#channel').getByRole('button', { name: '1 reply', exact: true }).waitFor();
    }));

  it('keeps the draft of each channel when the tab is reloaded', () =>
    inWindow(async ({ openTab }) => {
      const page = await openTab('#C00PAPERS');
      const box = page.locator('#channel-box');
      await box.fill('half a thought');
      await page.getByRole('link', { name: 'reading-group' }).click();
      await page.getByRole('heading', { name: '#reading-group', exact: true }).waitFor();
      expect(await box.inputValue()).toBe('');
      await box.fill('line one');
      await box.press('Shift+Enter');
      await box.pressSequentially('line two');
      await page.reload();
      await expect.poll(() => box.inputValue(), UI_TIMEOUT).toBe('line one\nline two');
      await page.goBack();
      await expect.poll(() => box.inputValue(), UI_TIMEOUT).toBe('half a thought');
      await box.fill('');
    }));

  it('puts a refused text back into the message box', () =>
    inWindow(async ({ openTab }) => {
      const page = await openTab('#C00PAPERS');
      const long = `/papers search ${'x'.repeat(5000)}`;
      await send(page, long);
      await page.getByText('This text is too long').waitFor();
      expect(await page.locator('#channel-box').inputValue()).toBe(long);
      await page.locator('#channel-box').fill('');
    }));

  it('shows an error for a text that is too long, and does not send it', () =>
    inWindow(async ({ openTab }) => {
      const page = await openTab('#C00PAPERS');
      const sent: string[] = [];
      page.on('websocket', (socket) => socket.on('framesent', ({ payload }) => sent.push(String(payload))));
      await page.reload();
      const box = page.locator('#channel-box');
      const notice = page.getByText('This text is too long. The limit is 4,000 characters.');
      const long = `/papers search ${'x'.repeat(100_000)}`;
      await page.getByText('You are Ada').waitFor();
      await box.fill(long);
      await notice.waitFor();
      await box.press('Enter');
      expect(await box.inputValue()).toBe(long);
      await box.fill('/papers subscribe');
      await notice.waitFor({ state: 'detached' });
      await box.press('Enter');
      const form = page.getByRole('dialog', { name: '/papers subscribe' });
      await form.getByLabel('Time zone').fill('x'.repeat(5000));
      await form.getByLabel('Topic').fill('y'.repeat(100_000));
      await form.getByRole('button', { name: 'Submit' }).click();
      await form.locator('#field-topic:focus[aria-invalid]').waitFor();
      expect(await form.locator('.field-error:not(:empty)').allInnerTexts()).toEqual(
        Array(2).fill('This text is too long. The limit is 4,000 characters.'),
      );
      expect(sent.filter((text) => text.length > 4000)).toEqual([]);
      expect(await page.locator('#status').innerText()).toBe('');
      await form.getByLabel('Topic').fill('walking');
      await form.getByLabel('Time zone').fill('UTC');
      await form.getByRole('button', { name: 'Submit' }).click();
      await page.getByText('Preview: nothing saved yet').waitFor();
    }));

  it('completes at the cursor, also in the middle of the text', () =>
    inWindow(async ({ openTab }) => {
      const page = await openTab('#C00PAPERS');
      const box = page.locator('#channel-box');
      await box.fill('/papers serch walking channel:#papers');
      for (const _ of 'rch walking channel:#papers') await box.press('ArrowLeft');
      await box.press('a');
      await page.getByRole('option', { name: /^search/ }).waitFor();
      await box.press('Tab');
      await expect.poll(() => box.inputValue(), UI_TIMEOUT).toBe('/papers search walking channel:#papers');
      await box.pressSequentially('robot ');
      expect(await box.inputValue()).toBe('/papers search robot walking channel:#papers');
      await box.fill('/papers subscribe walking channel:#re');
      await page.getByRole('option', { name: 'channel:#reading-group' }).click();
      expect(await box.inputValue()).toBe('/papers subscribe walking channel:#reading-group');
      await box.fill('');
    }));

  it('does not send while an input method composes a word', () =>
    inWindow(async ({ openTab }) => {
      const page = await openTab('#C00PAPERS');
      const box = page.locator('#channel-box');
      await box.fill('/papers h');
      await page.getByRole('option').first().waitFor();
      // What Safari reports for the Enter that accepts a composed word.
      await box.dispatchEvent('keydown', { key: 'Enter', keyCode: 229, isComposing: false, bubbles: true });
      expect(await box.inputValue()).toBe('/papers h');
      expect(await page.getByRole('option').count()).toBeGreaterThan(0);
      expect(await page.locator('.message').count()).toBe(0);
      await box.fill('');
    }));

  it('opens the thread in the URL, and reports a thread that does not exist', () =>
    inWindow(async ({ openTab }) => {
      const page = await openTab('#C0READINGGROUP/long-gone');
      await page.getByText('This thread no longer exists.').waitFor();
      await send(page, '/papers discuss Inverting the Bellman Equation');
      const link = page.getByRole('link', { name: 'Go to thread' });
      await link.click();
      await page.locator('#thread').getByText('Opened by Ada').waitFor();
      await page.getByRole('button', { name: 'Close thread' }).click();
      await page.locator('#thread').waitFor({ state: 'hidden' });
      await page.goBack();
      await page.locator('#thread').waitFor();
    }));

  it('has a button to new messages for people who have scrolled up', () =>
    inWindow(async ({ openTab }) => {
      const ada = await openTab('#C0READINGGROUP');
      const ben = await openTab('#C0READINGGROUP');
      await send(ada, '/papers search safe rl');
      await ada.getByText('papers for safe rl').waitFor();
      await ada
        .locator('#channel-log')
        .evaluate((log: unknown) => (log as { scrollTo(x: number, y: number): void }).scrollTo(0, 0));
      await send(ben, 'Anybody here?');
      await ada.bringToFront();
      await ada.getByRole('button', { name: 'New messages' }).click();
      await ada.getByText('Anybody here?').waitFor();
      await expect.poll(() => ada.locator('#channel-newer').isVisible(), UI_TIMEOUT).toBe(false);
    }));

  it('runs an action once if its button is double-clicked', () =>
    inWindow(async ({ openTab }) => {
      const page = await openTab('#C00PAPERS');
      await send(page, '/papers show Inverting the Bellman Equation');
      await page.getByRole('button', { name: 'Related' }).dblclick();
      await page.getByText('Related to Inverting').waitFor();
      await send(page, '/papers help cite');
      await page.locator('.message', { hasText: '/papers cite <paper>' }).waitFor();
      expect(await page.locator('.message', { hasText: 'Related to Inverting' }).count()).toBe(1);
    }));

  it('has one menu open at a time, and closes it on a click outside', () =>
    inWindow(async ({ openTab }) => {
      const page = await openTab('#C00PAPERS');
      await send(page, '/papers top month');
      await page.getByRole('button', { name: 'As Discord' }).last().click();
      const menus = page.locator('.preview-menu');
      const isOpen = (index: number) => menus.nth(index).getAttribute('open');
      await menus.nth(0).locator('summary').click();
      await menus.nth(1).locator('summary').press('Enter');
      await expect.poll(() => isOpen(0), UI_TIMEOUT).toBeNull();
      expect(await isOpen(1)).toBe('');
      await page.getByRole('heading', { name: '#papers', exact: true }).click();
      await expect.poll(() => isOpen(1), UI_TIMEOUT).toBeNull();
    }));

  it('shows charts in messages and previews', () =>
    inWindow(async ({ openTab }) => {
      const page = await openTab('#C00PAPERS');
      await send(page, '/papers trends reinforcement learning vs diffusion');
      const chart = page
        .locator('.message')
        .last()
        .getByRole('img', { name: /Chart of papers/ });
      const expectImage = () =>
        expect
          .poll(() => chart.evaluate((image: unknown) => (image as { naturalWidth: number }).naturalWidth), UI_TIMEOUT)
          .toBeGreaterThan(0);
      await expectImage();
      await saveScreenshot(page, 'trends');
      for (const name of ['As Slack', 'As Discord']) {
        await page.getByRole('button', { name }).last().click();
        await page.locator(name === 'As Slack' ? '.preview-slack' : '.preview-discord').waitFor();
        await expectImage();
      }
    }));

  it('copies a payload, or selects it if the browser does not allow copying', () =>
    inWindow(async ({ openTab }) => {
      const page = await openTab('#C00PAPERS');
      await send(page, '/papers help');
      await page.getByRole('button', { name: 'Payload' }).last().click();
      const payload = page.getByRole('region', { name: 'Payload for Slack' });
      expect(JSON.parse(await payload.innerText())).toHaveProperty('blocks');
      await page.evaluate('navigator.clipboard.writeText = async () => { throw new Error("no") }');
      await page.getByRole('button', { name: 'Copy' }).click();
      await page.getByText('Selected. Copy it with your keyboard.').waitFor();
      expect(await page.evaluate('getSelection().toString().trim()')).toBe((await payload.innerText()).trim());
      await page.evaluate('navigator.clipboard.writeText = async (text) => { globalThis.copied = text }');
      await page.getByRole('button', { name: 'Copy' }).click();
      await page.getByText('Copied').waitFor();
      expect(await page.evaluate('globalThis.copied')).toBe(await payload.textContent());
    }));

  it('reconnects when the server is back, and keeps unsent text', async () => {
    const first = await startPlaygroundServer();
    await withWindow(
      first.url,
      async ({ openTab, errors }) => {
        const page = await openTab();
        await send(page, 'Before');
        await page.locator('.message', { hasText: 'Before' }).waitFor();
        await first.close();
        await page.getByText('Connection lost.').waitFor();
        await send(page, '/papers help');
        await page.getByText("Not sent: Paperboy can't be reached.").waitFor();
        expect(await page.locator('#channel-box').inputValue()).toBe('/papers help');
        const second = await startPlaygroundServer({ port: Number(new URL(first.url).port) });
        await page
          .getByText('Reconnected. Paperboy has restarted, and earlier messages are gone.')
          .waitFor({ timeout: 25_000 });
        await page.getByText("Not sent: Paperboy can't be reached.").waitFor();
        expect(await page.locator('.message', { hasText: 'Before' }).count()).toBe(0);
        await page.locator('#channel-box').press('Enter');
        await page.locator('.message', { hasText: '/papers search' }).first().waitFor();
        expect(await page.locator('#status').innerText()).toBe('');
        await page.getByRole('button', { name: 'Profile' }).click();
        await page.getByLabel('Name').fill('Paperboy');
        await page.getByRole('button', { name: 'Save' }).click();
        await page.getByText(/^The name Paperboy is taken, so you are Paperboy 2\.$/).waitFor();
        await second.close();
        dropConnectionErrors(errors);
      },
      OPTIONS,
    );
  }, 60_000);

  it('gives everyone the name they had before a restart, in any order of reconnecting', async () => {
    const first = await startPlaygroundServer();
    await withWindow(first.url, async ({ openTab, errors }) => {
      const ada = await openTab();
      await ada.getByText('You are Ada').waitFor();
      await withWindow(first.url, async (window) => {
        const other = await window.openTab();
        await other.getByText('The name Ada is taken, so you are Ada 2.').waitFor();
        await ada.context().setOffline(true);
        await first.close();
        const second = await startPlaygroundServer({ port: Number(new URL(first.url).port) });
        await other.getByText('Reconnected.').waitFor({ timeout: 25_000 });
        expect(await other.locator('#my-name').innerText()).toBe('Ada 2');
        expect(await other.locator('#status').innerText()).not.toContain('is taken');
        await ada.context().setOffline(false);
        await ada.getByText('Reconnected.').waitFor({ timeout: 25_000 });
        expect(await ada.locator('#my-name').innerText()).toBe('Ada');
        await second.close();
        dropConnectionErrors(window.errors);
      });
      dropConnectionErrors(errors);
    });
  }, 60_000);

  it('moves the draft of a thread to the channel when the thread is gone after a restart', async () => {
    const first = await startPlaygroundServer();
    await withWindow(
      first.url,
      async ({ openTab, errors }) => {
        const page = await openTab('#C00PAPERS');
        await page.locator('#channel-box').fill('half a question');
        await page.getByRole('link', { name: 'reading-group' }).click();
        await send(page, 'Who has read it?');
        await page.getByRole('button', { name: 'Reply in thread' }).last().click();
        await page.locator('#thread-box:focus').waitFor();
        await page.keyboard.type('I have, and');
        await first.close();
        const second = await startPlaygroundServer({ port: Number(new URL(first.url).port) });
        await page
          .getByText('This thread no longer exists. Your draft is in the message box.')
          .waitFor({ timeout: 25_000 });
        await page.locator('#channel-box:focus').waitFor();
        expect(await page.locator('#channel-box').inputValue()).toBe('I have, and');
        await page.reload();
        await expect.poll(() => page.locator('#channel-box').inputValue(), UI_TIMEOUT).toBe('I have, and');
        await page.getByRole('link', { name: 'papers' }).first().click();
        await expect.poll(() => page.locator('#channel-box').inputValue(), UI_TIMEOUT).toBe('half a question');
        await second.close();
        dropConnectionErrors(errors);
      },
      OPTIONS,
    );
  }, 60_000);

  it('puts messages without a response back in order when the connection breaks, and keeps the name', () =>
    inWindow(async ({ openPage }) => {
      const page = await openPage('#C00PAPERS');
      let dropsMessages = false;
      let disconnect = async (): Promise<void> => {};
      await page.routeWebSocket(/socket/, (socket) => {
        const server = socket.connectToServer();
        disconnect = () => socket.close();
        socket.onMessage((message) => {
          if (!dropsMessages) server.send(message);
        });
      });
      await page.reload();
      await waitUntilJoined(page);
      dropsMessages = true;
      const box = page.locator('#channel-box');
      await send(page, 'first');
      await send(page, 'second');
      await box.fill('third');
      dropsMessages = false;
      await disconnect();
      await page.getByText('Reconnected').waitFor();
      await page.getByText('The connection was lost before Paperboy answered.').waitFor();
      expect(await box.inputValue()).toBe('first\nsecond\nthird');
      expect(await page.locator('#status').innerText()).toBe('Reconnected.');
      await box.fill('');
    }));
});

/** Browsers log every failed connection attempt. */
function dropConnectionErrors(errors: string[]): void {
  const others = errors.filter((error) => !/WebSocket connection to .* failed/.test(error));
  errors.splice(0, errors.length, ...others);
}
