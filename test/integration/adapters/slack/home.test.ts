import { describe, expect, it } from 'vitest';
import { createTestCore } from '../../../fakes/core.ts';
import { startPaperboy, WAYS } from './paperboy-on-slack.ts';
import { read, use, waitForIdle } from './slack-user.ts';

describe.each(WAYS)('the home tab over %s', (way) => {
  it('is published for each user who opens it', async () => {
    const { slack } = await startPaperboy({ way });
    await slack.homeOpened().allAcknowledged;
    const home = await slack.until(() => slack.home());
    expect(read(home)).toMatch(/Search papers.*Daily highlights.*Safe Offline Walking/s);
    const grace = slack.addUser({ name: 'grace' });
    await slack.homeOpened({ user: grace }).allAcknowledged;
    expect(read(await slack.until(() => slack.home(grace)))).toBe(read(home));
  });

  it('opens modals with its buttons', async () => {
    const { slack } = await startPaperboy({ way });
    await slack.homeOpened().allAcknowledged;
    const home = await slack.until(() => slack.home());
    const search = await use(slack, home, 'Search papers').view;
    await slack.viewSubmission({ view: search, entries: { query: 'walking' } }).acknowledged;
    expect(read(await slack.viewUntil(search, ({ updates }) => updates === 1))).toContain('1 paper for walking');
    const top = await use(slack, home, 'Top of the week').view;
    expect(read(top)).toContain('Top papers of');
    expect(top).toMatchObject({ type: 'modal', how: 'opened' });
    expect(read(await use(slack, home, 'All commands').view)).toContain('search <query>');
    expect(read(await use(slack, home, 'Open').view)).toContain('Safe Offline Walking');
    expect((await use(slack, home, 'Share a paper').view).body.blocks).toHaveLength(2);
    expect(slack.home()?.updates).toBe(0);
  });
});

describe('the home tab', () => {
  it('is not published again while it is unchanged', async () => {
    const { slack } = await startPaperboy();
    for (let times = 0; times < 3; times += 1) await slack.homeOpened().allAcknowledged;
    await waitForIdle(slack);
    expect(slack.requestsTo('views.publish')).toHaveLength(1);
  });

  it('is published again after a change', async () => {
    let now = new Date('2025-03-05T09:00:00Z');
    const core = createTestCore();
    const { slack } = await startPaperboy({ core: { ...core, now: () => now } });
    await slack.homeOpened().allAcknowledged;
    await slack.until(() => slack.home());
    now = new Date('2024-12-08T09:00:00Z');
    await slack.homeOpened().allAcknowledged;
    await slack.until(() => slack.home()?.updates === 1);
  });

  it('is published again after a failure', async () => {
    const { slack, warnings } = await startPaperboy();
    const fault = slack.fault({ kind: '500', method: 'views.publish' });
    await slack.homeOpened().allAcknowledged;
    await fault.met;
    await slack.until(() => warnings().length === 1);
    await slack.homeOpened().allAcknowledged;
    await slack.until(() => slack.home());
  });

  it('is not published when the Messages tab is opened', async () => {
    const { slack } = await startPaperboy();
    await slack.homeOpened({ tab: 'messages' }).allAcknowledged;
    await waitForIdle(slack);
    expect(slack.requestsTo('views.publish')).toEqual([]);
  });
});
