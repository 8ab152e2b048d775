import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeInBrowser, saveScreenshot, send } from './browser.ts';
import { type PlaygroundServer, startPlaygroundServer } from './playground-server.ts';

describeInBrowser('two people in two tabs', (withWindow) => {
  let server: PlaygroundServer;
  beforeAll(async () => {
    server = await startPlaygroundServer();
  });
  afterAll(() => server.close());

  it('subscribe, get highlights, discuss a paper, reply in its thread and search', async () => {
    await withWindow(
      server.url,
      async ({ openTab }) => {
        const ada = await openTab();
        const ben = await openTab('#C00PAPERS');
        await ada.getByText('Ada, Ben').waitFor();
        await ben.getByText('You are Ben').waitFor();

        await ada.bringToFront();
        await ada.getByRole('button', { name: '/papers subscribe' }).click();
        const form = ada.getByRole('dialog', { name: '/papers subscribe' });
        await form.getByLabel('Topic').fill('reinforcement learning');
        await form.getByLabel('Time', { exact: true }).fill('25:99');
        await form.getByLabel('Time zone').fill('berlin');
        await form.getByRole('option', { name: 'Europe/Berlin' }).click();
        await form.getByLabel('If nothing is new').selectOption('archive');
        await form.getByRole('button', { name: 'Submit' }).click();
        await form.locator('[aria-invalid]').waitFor();
        expect(await ada.locator(':focus').getAttribute('id')).toBe('field-time');
        expect(await form.getByLabel('Topic').inputValue()).toBe('reinforcement learning');
        await saveScreenshot(ada, 'form');
        await form.getByLabel('Time', { exact: true }).fill('09:00');
        await form.getByRole('button', { name: 'Submit' }).click();
        await form.waitFor({ state: 'detached' });
        const preview = ada.locator('.message', { hasText: 'Preview: nothing saved yet' });
        await preview.getByText('Only you can see this').waitFor();
        await saveScreenshot(ada, 'preview');
        await preview.getByRole('button', { name: 'Subscribe', exact: true }).click();
        await ada.locator('.message', { hasText: /next/i }).last().waitFor();

        server.advanceHours(24);
        const highlights = ada.locator('.message:not(.is-private)', { has: ada.locator('.paper') });
        await highlights.first().waitFor();
        const general = ben.getByRole('link', { name: 'general' });
        await general.getByText('unread').waitFor();
        expect(await ben.title()).toMatch(/^\(\d+\) #papers · Paperboy$/);
        expect(await ben.locator('.message', { hasText: 'Preview' }).count()).toBe(0);
        await ben.bringToFront();
        await general.click();
        const post = ben.locator('.message', { has: ben.locator('.paper') }).first();
        const firstPaper = post.locator('.paper').first();
        const title = await firstPaper.getByRole('heading').innerText();
        await saveScreenshot(ben, 'highlights');

        await firstPaper.getByRole('button', { name: 'Discuss' }).click();
        const card = ada.locator('.message:not(.is-private)', { hasText: 'Opened by Ben' });
        await card.getByText(title).waitFor();
        await ada.bringToFront();
        await card.locator('.open-thread').click();
        await ada.locator('#thread-box').waitFor();
        expect(await ada.locator(':focus').getAttribute('id')).toBe('thread-box');
        expect(new URL(ada.url()).hash).toMatch(/^#C0GENERAL\/.+/);
        await send(ada, 'I tried it on our robot: it works.', 'thread');
        await ada.locator('#thread .message', { hasText: 'it works' }).waitFor();

        const opener = ben.locator('.message', { hasText: 'Opened by Ben' }).getByRole('button', { name: '1 reply' });
        await ben.bringToFront();
        await opener.click();
        await ben.locator('#thread .message', { hasText: 'it works' }).waitFor();
        await ben.locator('#thread .message', { hasText: '1 reply from 1 person' }).waitFor();
        await ada.locator('#thread .message', { hasText: '1 reply from 1 person' }).waitFor();
        await saveScreenshot(ada, 'thread');
        await send(ben, 'On which one? @Ada', 'thread');
        await ada.locator('#thread .message', { hasText: 'On which one?' }).waitFor();

        const menu = highlights.first().locator('details', { hasText: 'Pause for a week' });
        await menu.locator('summary').click();
        await saveScreenshot(ada, 'menu');
        await menu.getByRole('button', { name: 'Pause for a week' }).click();
        await ada.locator('.message.is-private', { hasText: /paused/i }).waitFor();
        expect(await menu.getAttribute('open')).toBeNull();

        await ben.bringToFront();
        await ben.goBack();
        await ben.locator('#thread').waitFor({ state: 'hidden' });
        await send(ben, '/papers search safe rl');
        const results = ben.locator('.message.is-private', { hasText: 'papers for safe rl' });
        await results.getByRole('button', { name: 'Next' }).click();
        await results.getByText('Page 2 of').waitFor();
        expect(await ben.locator(':focus').textContent()).toBe('Next');
        await results.getByRole('button', { name: 'As Slack' }).click();
        await results.locator('.preview-slack').waitFor();
        await saveScreenshot(ben, 'as-slack');
        await results.getByRole('button', { name: 'As Discord' }).click();
        await results.locator('.preview-discord').waitFor();
        await saveScreenshot(ben, 'as-discord');
        expect(await ada.locator('.message', { hasText: 'papers for safe rl' }).count()).toBe(0);
        expect(server.warnings()).toEqual([]);
      },
      { viewport: { width: 1280, height: 860 } },
    );
  }, 90_000);
});
