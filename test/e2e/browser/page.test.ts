import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeInBrowser, type OpenWindow, PATIENCE, picture, say } from './browser.ts';
import { type PlaygroundServer, startPlaygroundServer } from './playground-server.ts';

const SIZE = { viewport: { width: 1280, height: 700 } };

describeInBrowser('the page', (open) => {
  let server: PlaygroundServer;
  beforeAll(async () => {
    server = await startPlaygroundServer();
  });
  afterAll(() => server.close());

  /** Runs a test with a browser of its own, in which nothing may go wrong that the test does not expect. */
  async function using(work: (window: Awaited<ReturnType<OpenWindow>>) => Promise<void>): Promise<void> {
    const window = await open(server.url, SIZE);
    await work(window);
    expect(window.faults).toEqual([]);
    await window.close();
  }

  it('gives each tab a person of its own, who comes back with the tab', () =>
    using(async (window) => {
      const first = await window.tab();
      const second = await window.tab();
      const name = (page: typeof first) => page.locator('#my-name').innerText();
      expect([await name(first), await name(second)]).toEqual(['Ada', 'Ben']);
      await second.reload();
      await second.getByText('You are Ben').waitFor();
      await first.close();
      expect(await name(await window.tab())).toBe('Ada');
    }));

  it('lets people change their names, whatever these are, and what they may do', () =>
    using(async (window) => {
      const ada = await window.tab();
      const ben = await window.tab();
      await ben.getByRole('button', { name: 'Name and rights' }).click();
      // Blank, nothing that shows, and a blank that counts as a letter.
      for (const name of [' ', '\u202e', '\u3164']) {
        await ben.getByLabel('Your name').fill(name);
        await ben.getByRole('button', { name: 'Save' }).click();
        await ben.locator('#seat-name:focus[aria-invalid]').waitFor();
      }
      await ben.getByLabel('Your name').fill('<b>Bea</b>');
      await ben.getByLabel('I may manage the channels').uncheck();
      await ben.getByRole('button', { name: 'Save' }).click();
      await ada.getByText('Ada, <b>Bea</b>').waitFor();
      await say(ben, 'Hello <img src=x onerror=alert(1)>');
      await ada
        .locator('.message', { hasText: 'Hello <img src=x onerror=alert(1)>' })
        .getByText('<b>Bea</b>')
        .waitFor();
      await say(ben, '/papers subscribe safe rl');
      await ben.locator('.message', { hasText: 'for those who manage it' }).waitFor();
      await ben.reload();
      await ben.getByText('You are <b>Bea</b>').waitFor();
      await ben.getByRole('button', { name: 'Name and rights' }).click();
      await ben.getByLabel('Your name').fill('ada');
      await ben.getByRole('button', { name: 'Save' }).click();
      await ben.getByText('The name ada is taken here, so you are ada 2.').waitFor();
      await ben.getByRole('button', { name: 'Name and rights' }).click();
      expect(await ben.getByLabel('Your name').inputValue()).toBe('ada 2');
    }));

  it('sends what stands in the box, not what is still offered for less of it', () =>
    using(async (window) => {
      const page = await window.tab('#C00PAPERS');
      await page.locator('#channel-box').fill('/');
      await page.getByRole('option').first().waitFor();
      await say(page, '/papers help search');
      await page.locator('.message', { hasText: '/papers search <query>' }).waitFor();
      await page.locator('#channel-box').fill('/papers search safe');
      await page.getByRole('option').first().waitFor();
      await page.locator('#channel-box').press('Enter');
      await page.locator('.message', { hasText: 'papers for safe' }).waitFor();
      expect(await page.getByRole('option').count()).toBe(0);
    }));

  it('counts the replies that everybody sees', () =>
    using(async (window) => {
      const page = await window.tab('#C0READINGGROUP');
      await say(page, 'Who has read it?');
      await page.getByRole('button', { name: 'Reply in thread' }).last().click();
      await say(page, '/papers help search', 'thread');
      await page.locator('#thread .message', { hasText: '/papers search <query>' }).waitFor();
      await say(page, 'I have.', 'thread');
      await page.locator('#channel').getByRole('button', { name: '1 reply', exact: true }).waitFor();
    }));

  it('keeps what was typed, for each channel, when the tab is loaded again', () =>
    using(async (window) => {
      const page = await window.tab('#C00PAPERS');
      const box = page.locator('#channel-box');
      await box.fill('half a thought');
      await page.getByRole('link', { name: 'reading-group' }).click();
      await page.getByRole('heading', { name: '#reading-group', exact: true }).waitFor();
      expect(await box.inputValue()).toBe('');
      await box.fill('line one');
      await box.press('Shift+Enter');
      await box.pressSequentially('line two');
      await page.reload();
      await expect.poll(() => box.inputValue(), PATIENCE).toBe('line one\nline two');
      await page.goBack();
      await expect.poll(() => box.inputValue(), PATIENCE).toBe('half a thought');
      await box.fill('');
    }));

  it('puts back what was refused, whole', () =>
    using(async (window) => {
      const page = await window.tab('#C00PAPERS');
      const long = `/papers search ${'x'.repeat(5000)}`;
      await say(page, long);
      await page.getByText('That is too long').waitFor();
      expect(await page.locator('#channel-box').inputValue()).toBe(long);
      await page.locator('#channel-box').fill('');
    }));

  it('says at once what is too long, and how long it may be, and sends none of it', () =>
    using(async (window) => {
      const page = await window.tab('#C00PAPERS');
      const sent: string[] = [];
      page.on('websocket', (socket) => socket.on('framesent', ({ payload }) => sent.push(String(payload))));
      await page.reload();
      const box = page.locator('#channel-box');
      const notice = page.getByText('That is too long: it may have 4,000 characters.');
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
        Array(2).fill('That is too long: it may have 4,000 characters.'),
      );
      expect(sent.filter((text) => text.length > 4000)).toEqual([]);
      expect(await page.locator('#status').innerText()).toBe('');
      await form.getByLabel('Topic').fill('walking');
      await form.getByLabel('Time zone').fill('UTC');
      await form.getByRole('button', { name: 'Submit' }).click();
      await page.getByText('Preview: nothing is saved yet').waitFor();
    }));

  it('completes at the cursor, wherever that stands', () =>
    using(async (window) => {
      const page = await window.tab('#C00PAPERS');
      const box = page.locator('#channel-box');
      await box.fill('/papers serch walking channel:#papers');
      for (const _ of 'rch walking channel:#papers') await box.press('ArrowLeft');
      await box.press('a');
      await page.getByRole('option', { name: /^search/ }).waitFor();
      await box.press('Tab');
      await expect.poll(() => box.inputValue(), PATIENCE).toBe('/papers search walking channel:#papers');
      await box.pressSequentially('robot ');
      expect(await box.inputValue()).toBe('/papers search robot walking channel:#papers');
      await box.fill('/papers subscribe walking channel:#re');
      await page.getByRole('option', { name: 'channel:#reading-group' }).click();
      expect(await box.inputValue()).toBe('/papers subscribe walking channel:#reading-group');
      await box.fill('');
    }));

  it('sends nothing while a word is composed, in no browser', () =>
    using(async (window) => {
      const page = await window.tab('#C00PAPERS');
      const box = page.locator('#channel-box');
      await box.fill('/papers h');
      await page.getByRole('option').first().waitFor();
      // What Safari tells of the Enter that takes a composed word.
      await box.dispatchEvent('keydown', { key: 'Enter', keyCode: 229, isComposing: false, bubbles: true });
      expect(await box.inputValue()).toBe('/papers h');
      expect(await page.getByRole('option').count()).toBeGreaterThan(0);
      expect(await page.locator('.message').count()).toBe(0);
      await box.fill('');
    }));

  it('opens a thread at its address, and says when it is not there', () =>
    using(async (window) => {
      const page = await window.tab('#C0READINGGROUP/long-gone');
      await page.getByText('That thread is not here any more.').waitFor();
      await say(page, '/papers discuss Inverting the Bellman Equation');
      const link = page.getByRole('link', { name: 'go there' });
      await link.click();
      await page.locator('#thread').getByText('Opened by Ada').waitFor();
      await page.getByRole('button', { name: /Close the thread/ }).click();
      await page.locator('#thread').waitFor({ state: 'hidden' });
      await page.goBack();
      await page.locator('#thread').waitFor();
    }));

  it('leads to new messages where somebody reads further up', () =>
    using(async (window) => {
      const ada = await window.tab('#C0READINGGROUP');
      const ben = await window.tab('#C0READINGGROUP');
      await say(ada, '/papers search safe rl');
      await ada.getByText('papers for safe rl').waitFor();
      await ada
        .locator('#channel-log')
        .evaluate((log: unknown) => (log as { scrollTo(x: number, y: number): void }).scrollTo(0, 0));
      await say(ben, 'Anybody here?');
      await ada.bringToFront();
      await ada.getByRole('button', { name: 'New messages below' }).click();
      await ada.getByText('Anybody here?').waitFor();
      await expect.poll(() => ada.locator('#channel-newer').isVisible(), PATIENCE).toBe(false);
    }));

  it('presses a button once, however often it is clicked', () =>
    using(async (window) => {
      const page = await window.tab('#C00PAPERS');
      await say(page, '/papers show Inverting the Bellman Equation');
      await page.getByRole('button', { name: 'Related' }).dblclick();
      await page.getByText('Related to Inverting').waitFor();
      await say(page, '/papers help cite');
      await page.locator('.message', { hasText: '/papers cite <paper>' }).waitFor();
      expect(await page.locator('.message', { hasText: 'Related to Inverting' }).count()).toBe(1);
    }));

  it('has one menu open at a time, and closes it on a click elsewhere', () =>
    using(async (window) => {
      const page = await window.tab('#C00PAPERS');
      await say(page, '/papers top month');
      await page.getByRole('button', { name: 'As Discord' }).last().click();
      const menus = page.locator('.look-menu');
      const isOpen = (at: number) => menus.nth(at).getAttribute('open');
      await menus.nth(0).locator('summary').click();
      await menus.nth(1).locator('summary').press('Enter');
      await expect.poll(() => isOpen(0), PATIENCE).toBeNull();
      expect(await isOpen(1)).toBe('');
      await page.getByRole('heading', { name: '#papers', exact: true }).click();
      await expect.poll(() => isOpen(1), PATIENCE).toBeNull();
    }));

  it('shows a chart in each look', () =>
    using(async (window) => {
      const page = await window.tab('#C00PAPERS');
      await say(page, '/papers trends reinforcement learning vs diffusion');
      const chart = page
        .locator('.message')
        .last()
        .getByRole('img', { name: /Chart of papers/ });
      const isDrawn = () =>
        expect
          .poll(() => chart.evaluate((image: unknown) => (image as { naturalWidth: number }).naturalWidth), PATIENCE)
          .toBeGreaterThan(0);
      await isDrawn();
      await picture(page, 'trends');
      for (const name of ['As Slack', 'As Discord']) {
        await page.getByRole('button', { name }).last().click();
        await page.locator(name === 'As Slack' ? '.look-slack' : '.look-discord').waitFor();
        await isDrawn();
      }
    }));

  it('copies a payload, or marks it where the browser does not let a page copy', () =>
    using(async (window) => {
      const page = await window.tab('#C00PAPERS');
      await say(page, '/papers help');
      await page.getByRole('button', { name: 'Payload' }).last().click();
      const payload = page.getByRole('region', { name: 'Payload for Slack' });
      expect(JSON.parse(await payload.innerText())).toHaveProperty('blocks');
      await page.evaluate('navigator.clipboard.writeText = async () => { throw new Error("no") }');
      await page.getByRole('button', { name: 'Copy' }).click();
      await page.getByText('Marked: copy it with your keyboard').waitFor();
      expect(await page.evaluate('getSelection().toString().trim()')).toBe((await payload.innerText()).trim());
      await page.evaluate('navigator.clipboard.writeText = async (text) => { globalThis.copied = text }');
      await page.getByRole('button', { name: 'Copy' }).click();
      await page.getByText('Copied').waitFor();
      expect(await page.evaluate('globalThis.copied')).toBe(await payload.textContent());
    }));

  it('comes back by itself when the server does, with what was typed', async () => {
    const first = await startPlaygroundServer();
    const window = await open(first.url, SIZE);
    const page = await window.tab();
    await say(page, 'Before');
    await page.locator('.message', { hasText: 'Before' }).waitFor();
    await first.close();
    await page.getByText('The connection is lost.').waitFor();
    await say(page, '/papers help');
    await page.getByText('Paperboy could not be reached, so that was not sent.').waitFor();
    expect(await page.locator('#channel-box').inputValue()).toBe('/papers help');
    const second = await startPlaygroundServer({ port: Number(new URL(first.url).port) });
    await page
      .getByText('Connected again. Paperboy was started anew: what was said here before is gone.')
      .waitFor({ timeout: 20_000 });
    await page.getByText('Paperboy could not be reached, so that was not sent.').waitFor();
    expect(await page.locator('.message', { hasText: 'Before' }).count()).toBe(0);
    await page.locator('#channel-box').press('Enter');
    await page.locator('.message', { hasText: '/papers search' }).first().waitFor();
    expect(await page.locator('#status').innerText()).toBe('');
    await page.getByRole('button', { name: 'Name and rights' }).click();
    await page.getByLabel('Your name').fill('Paperboy');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText(/^The name Paperboy is taken here, so you are Paperboy 2\.$/).waitFor();
    await window.close();
    await second.close();
  });

  it('brings what was being written in a thread to the channel when Paperboy has forgotten the thread', async () => {
    const first = await startPlaygroundServer();
    const window = await open(first.url, SIZE);
    const page = await window.tab('#C00PAPERS');
    await page.locator('#channel-box').fill('half a question');
    await page.getByRole('link', { name: 'reading-group' }).click();
    await say(page, 'Who has read it?');
    await page.getByRole('button', { name: 'Reply in thread' }).last().click();
    await page.locator('#thread-box:focus').waitFor();
    await page.keyboard.type('I have, and');
    await first.close();
    const second = await startPlaygroundServer({ port: Number(new URL(first.url).port) });
    await page.getByText('That thread is not here any more. What you wrote there').waitFor({ timeout: 20_000 });
    await page.locator('#channel-box:focus').waitFor();
    expect(await page.locator('#channel-box').inputValue()).toBe('I have, and');
    await page.reload();
    await expect.poll(() => page.locator('#channel-box').inputValue(), PATIENCE).toBe('I have, and');
    await page.getByRole('link', { name: 'papers' }).first().click();
    await expect.poll(() => page.locator('#channel-box').inputValue(), PATIENCE).toBe('half a question');
    await window.close();
    await second.close();
  });

  it('goes on saying what may not have arrived when the connection is back, in the order in which it was said', () =>
    using(async (window) => {
      const page = await window.page('#C00PAPERS');
      let isDeaf = false;
      let cut = async (): Promise<void> => {};
      await page.routeWebSocket(/socket/, (socket) => {
        const server = socket.connectToServer();
        cut = () => socket.close();
        socket.onMessage((message) => {
          if (!isDeaf) server.send(message);
        });
      });
      await page.reload();
      await page.locator('#my-name').filter({ hasNotText: '…' }).waitFor({ state: 'attached' });
      isDeaf = true;
      const box = page.locator('#channel-box');
      await say(page, 'first');
      await say(page, 'second');
      await box.fill('third');
      isDeaf = false;
      await cut();
      await page.getByText('Connected again').waitFor();
      await page.getByText('The connection was lost before Paperboy answered.').waitFor();
      expect(await box.inputValue()).toBe('first\nsecond\nthird');
      expect(await page.locator('#status').innerText()).toBe('Connected again.');
      await box.fill('');
    }));
});
