import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Subscription } from '../../../src/features/highlights/subscription.ts';
import { openStore } from '../../../src/store/database.ts';
import { SqlDeliveryRepository } from '../../../src/store/repositories/delivery-repository.ts';
import { SqlSubscriptionRepository } from '../../../src/store/repositories/subscription-repository.ts';
import { createMemoryLog } from '../../fakes/log.ts';
import { ending, PROGRAM, start } from '../../fakes/paperboy.ts';
import { type FakeSlack, startFakeSlack } from '../../fakes/slack/index.ts';
import { visibleText } from '../../fakes/slack/visible-text.ts';
import { use } from '../../integration/adapters/slack/slack-user.ts';
import { subscription } from '../../integration/store/records.ts';

let slack: FakeSlack;
let url: string;

beforeEach(async () => {
  slack = await startFakeSlack();
  url = `sqlite:${join(mkdtempSync(join(tmpdir(), 'paperboy-kill-')), 'paperboy.db')}`;
});

afterEach(async () => {
  await slack.close();
});

const env = () => ({
  DATABASE_URL: url,
  SLACK_BOT_TOKEN: slack.botToken,
  SLACK_APP_TOKEN: slack.appToken,
  SLACK_API_URL: slack.apiUrl,
});

/** Uses the database as another process would. */
async function inStore<T>(work: (store: Awaited<ReturnType<typeof openStore>>) => Promise<T>): Promise<T> {
  const { log } = createMemoryLog();
  const store = await openStore({ url, log, now: () => new Date() });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

/** Adds a subscription to archive papers that is due now. */
async function subscribe(fields: Partial<Subscription> = {}): Promise<void> {
  const now = Date.now();
  const slot = new Date(now - 1000).toISOString();
  await inStore((store) =>
    new SqlSubscriptionRepository(store).add(
      subscription({
        id: 's1',
        place: { platform: 'slack', tenant: slack.teamId, channel: slack.channelId },
        topic: '',
        schedule: { days: [1, 2, 3, 4, 5, 6, 7], time: slot.slice(11, 16), zone: 'UTC' },
        criteria: { kind: 'best', count: 2 },
        onQuietDay: 'archive',
        createdAt: slot,
        nextSlot: slot,
        tzdataVersion: process.versions['tz'] ?? '',
        ...fields,
      }),
    ),
  );
}

const latest = () => inStore(async (store) => (await new SqlDeliveryRepository(store).history('s1', 9)).at(-1));

/** Moves the latest attempt into the past. */
async function passMinutes(minutes: number): Promise<void> {
  const ms = minutes * 60_000;
  await inStore((store) =>
    store.db
      .updateTable('deliveries')
      .set((row) => ({ lease_until: row('lease_until', '-', ms), attempted_at: row('attempted_at', '-', ms) }))
      .execute(),
  );
}

/** Runs the program three minutes later, until the delivery is sent. */
async function recover(): Promise<void> {
  await passMinutes(3);
  const child = start(PROGRAM, env());
  const ended = ending(child);
  await expect.poll(async () => (await latest())?.state).toBe('sent');
  child.kill('SIGTERM');
  await ended;
}

describe('highlights of a process that is killed', () => {
  it('are posted if nothing goes wrong', async () => {
    await subscribe();
    const child = start(PROGRAM, env());
    const ended = ending(child);
    await expect.poll(() => slack.messages(slack.channelId).length).toBe(1);
    child.kill('SIGTERM');
    expect((await ended).code).toBe(0);
    const [message] = slack.messages(slack.channelId);
    expect(visibleText(message?.body ?? {})).toContain('From the archive');
    expect(await latest()).toMatchObject({ state: 'sent', posted: { message: message?.ts } });
    expect(slack.violations).toEqual([]);
  });

  it.each([
    ['after Slack has the message', true],
    ['before Slack has the message', false],
  ])('are posted once if it is killed %s', async (_, afterCommit) => {
    await subscribe();
    const fault = slack.fault({ kind: 'hang', method: 'chat.postMessage', times: 1, afterCommit });
    const killed = start(PROGRAM, env());
    const ended = ending(killed);
    await expect.poll(() => slack.requestsTo('chat.postMessage').length).toBe(1);
    await expect.poll(async () => (await latest())?.state).toBe('sending');
    killed.kill('SIGKILL');
    await ended;
    expect(fault).toBeDefined();
    await recover();
    expect(slack.messages(slack.channelId)).toHaveLength(1);
  });

  it.each([
    ['while Slack processes the chart', 'files.info', false],
    ['after Slack has the post', 'chat.postMessage', true],
  ])('are posted once with a chart if it is killed %s', async (_, method, afterCommit) => {
    await subscribe({ topic: 'safe rl', hasChart: true });
    slack.fault({ kind: 'hang', method, times: 1, afterCommit });
    const killed = start(PROGRAM, env());
    const ended = ending(killed);
    await expect.poll(() => slack.requestsTo(method).length).toBe(1);
    killed.kill('SIGKILL');
    await ended;
    expect(await latest()).toMatchObject({ state: 'sending' });
    await recover();
    expect(slack.messages(slack.channelId)).toHaveLength(1);
    expect(JSON.stringify(slack.messages(slack.channelId)[0]?.body.blocks)).toContain('slack_file');
    expect(slack.violations).toEqual([]);
  });
});

describe('a subscription in Slack', () => {
  it('goes from form to preview, announcement, post, pause, unsubscribing and undo', async () => {
    const child = start(PROGRAM, env());
    const ended = ending(child);
    await expect.poll(() => slack.socketMode.openConnections).toBe(1);
    await slack.socketMode.connected();
    const posts = () => slack.messages(slack.channelId).map(({ body }) => visibleText(body));

    const form = await slack.command({ text: 'subscribe' }).view;
    const entries = { topic: 'safe rl', quiet: 'archive', papers: '2' };
    const preview = await slack.viewSubmission({ view: form, entries }).view;
    expect(visibleText(preview.body)).toContain('nothing saved yet');
    expect(posts()).toEqual([]);

    use(slack, preview, 'Subscribe');
    const saved = await slack.viewUntil(preview, ({ body }) => visibleText(body).includes('Subscribed'));
    expect(posts()).toEqual([expect.stringMatching(/ada.*safe rl/i)]);

    use(slack, saved, 'Send one now');
    await expect.poll(posts).toHaveLength(2);
    expect(posts()[1]).toContain('From the archive');

    const [, post] = slack.messages(slack.channelId);
    if (post === undefined) throw new Error('no post');
    const paused = use(slack, post, 'Pause for a week');
    expect(visibleText((await paused.answered).body)).toContain('Paused');
    expect(posts().at(-1)).toContain('paused');

    const confirmation = use(slack, post, 'Unsubscribe');
    const confirmed = await confirmation.answered;
    use(slack, confirmed, 'Unsubscribe');
    const unsubscribed = await confirmation.until(({ body }) => visibleText(body).includes('Unsubscribed'));
    expect(posts().at(-1)).toContain('ended');
    use(slack, unsubscribed, 'Undo');
    await confirmation.until(({ body }) => visibleText(body).includes('Restored'));

    const list = slack.command({ text: 'subscriptions' });
    expect(visibleText((await list.answered).body)).toContain('safe rl');
    child.kill('SIGTERM');
    expect((await ended).code).toBe(0);
    expect(slack.violations).toEqual([]);
  });
});
