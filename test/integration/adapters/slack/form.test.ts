import { describe, expect, it } from 'vitest';
import { SEARCH_SHORTCUT } from '../../../../adapters/slack/manifest.ts';
import { defineCommand } from '../../../../src/chat/command.ts';
import type { Entries } from '../../../fakes/slack/element-values.ts';
import type { FakeSlack } from '../../../fakes/slack/index.ts';
import type { FakeView } from '../../../fakes/slack/state.ts';
import { startPaperboy, WAYS } from './paperboy-on-slack.ts';
import { read, use } from './slack-user.ts';

const submitInvalid = async (slack: FakeSlack, view: FakeView, entries: Entries): Promise<unknown> =>
  (await slack.viewSubmission({ view, entries }).acknowledged).body;

/** The form for sharing a paper, opened on the home tab. */
async function openShareForm(slack: FakeSlack, label = 'Share a paper'): Promise<FakeView> {
  await slack.homeOpened().allAcknowledged;
  const home = await slack.until(() => slack.home());
  return use(slack, home, label).view;
}

describe('an invalid form', () => {
  it.each<[string, Entries, object]>([
    ['an empty field', { query: ' ' }, { query: 'It is missing.' }],
    ['an invalid filter', { query: 'walking', since: 'banana' }, { since: expect.stringMatching(/banana/) }],
    [
      'several invalid filters',
      { query: 'walking', since: 'banana', upvotes: 'many' },
      { since: expect.stringMatching(/banana/), upvotes: expect.stringMatching(/many/) },
    ],
    [
      'an invalid filter in the query',
      { query: 'walking since:banana' },
      { query: expect.stringMatching(/since:banana/) },
    ],
    [
      'an invalid filter in the query and another in its field',
      { query: 'walking since:banana', upvotes: 'many' },
      { query: expect.stringMatching(/since:banana/), upvotes: expect.stringMatching(/many/) },
    ],
  ])('shows errors at their fields: %s', async (_, entries, errors) => {
    const { slack } = await startPaperboy();
    const view = await slack.globalShortcut({ callbackId: SEARCH_SHORTCUT }).view;
    expect(await submitInvalid(slack, view, entries)).toEqual({ response_action: 'errors', errors });
    await slack.viewSubmission({ view, entries: { query: 'walking' } }).acknowledged;
    expect(read(await slack.viewUntil(view, (now) => now.updates === 1))).toContain('1 paper for walking');
  });

  it('shows an internal error in place of the form with the id in the log', async () => {
    const broken = defineCommand(
      {
        name: 'search',
        description: 'Fails on purpose',
        options: { query: { kind: 'text', description: 'Words', required: true } },
        audience: 'everyone',
        ephemeral: true,
        examples: ['search x'],
      },
      () => ({
        run: () => {
          throw new Error('command failed');
        },
      }),
    );
    const { slack, records } = await startPaperboy({ commands: [broken] });
    const view = await slack.globalShortcut({ callbackId: SEARCH_SHORTCUT }).view;
    await slack.viewSubmission({ view, entries: { query: 'x' } }).acknowledged;
    const shown = await slack.viewUntil(view, (now) => now.updates === 1);
    expect(read(shown)).toContain(String(records.find(({ id }) => id)?.['id']));
  });
});

describe.each(WAYS)('sharing over %s', (way) => {
  it('works from the home tab to a channel that the bot is not in', async () => {
    const { slack } = await startPaperboy({ way });
    const channel = slack.addChannel({ name: 'elsewhere', kind: 'private', isMember: false }).id;
    const view = await openShareForm(slack);
    const offered = await slack.options({ on: view, actionId: 'paper', value: 'safe off' });
    expect(offered.map(({ text, value }) => [text.text, value])).toEqual([['Safe Offline Walking', '2401.12345']]);
    const submitted = slack.viewSubmission({ view, entries: { paper: '2401.12345', 'where to': channel } });
    const shared = await submitted.answered;
    expect(shared).toMatchObject({ channel });
    expect(shared.onlyFor).toBeUndefined();
    expect(read(shared)).toMatch(/Safe Offline Walking.*Shared by ada/s);
    expect(read(await slack.viewUntil(view, (now) => now.updates === 2))).toBe('Shared.');
    expect(slack.requestsTo('chat.postMessage')).toEqual([]);
  });

  it('works from a modal with the paper and the current channel preselected', async () => {
    const { slack, core } = await startPaperboy({ way });
    const view = await slack.globalShortcut({ callbackId: SEARCH_SHORTCUT }).view;
    await slack.viewSubmission({ view, entries: { query: 'walking' } }).acknowledged;
    const list = await slack.viewUntil(view, (now) => now.updates === 1);
    const form = await use(slack, list, 'Share').view;
    expect(form.how).toBe('pushed');
    const [paper] = core.papers.all();
    expect(form.body.blocks[0]?.element).toMatchObject({
      type: 'external_select',
      initial_option: { text: { text: paper?.title }, value: paper?.id },
    });
    expect(form.body.blocks[1]?.element).toMatchObject({
      type: 'conversations_select',
      response_url_enabled: true,
      default_to_current_conversation: true,
    });
    const shared = await slack.viewSubmission({ view: form, entries: { 'where to': slack.channelId } }).answered;
    expect(read(shared)).toContain('Shared by ada');
  });
});

describe('sharing', () => {
  it('posts to the channel where the form was opened by default', async () => {
    const { slack, platform } = await startPaperboy();
    const { id: channel } = slack.addChannel({ name: 'reading' });
    const place = { platform: 'slack', tenant: slack.teamId, channel };
    const button = { kind: 'button', label: 'Share', action: 'ask:share 2401.12345' } as const;
    await platform.post(place, { blocks: [{ kind: 'actions', controls: [button] }] }, 'key');
    const [post] = slack.messages(channel);
    if (post === undefined) throw new Error('not posted');
    const shared = await slack.viewSubmission({ view: await use(slack, post, 'Share').view }).answered;
    expect(shared.channel).toBe(channel);
  });

  it('shows an error if posting fails', async () => {
    const { slack, warnings } = await startPaperboy();
    const view = await openShareForm(slack);
    await slack.options({ on: view, actionId: 'paper', value: 'safe off' });
    slack.fault({ kind: '500', method: 'response_url' });
    slack.viewSubmission({ view, entries: { paper: '2401.12345', 'where to': slack.channelId } });
    const shown = await slack.viewUntil(view, (now) => now.updates === 2);
    expect(read(shown)).toContain("Couldn't post there.");
    expect(warnings()).toEqual(['failed to send a reply to Slack']);
  });
});

describe('a field with suggestions', () => {
  it('stays within the limits on the number and length of suggestions', async () => {
    const many = Array.from({ length: 150 }, (_, at) => ({ label: `Paper ${at}`, value: `${at}`.padEnd(at, '0') }));
    const listed = defineCommand(
      {
        name: 'search',
        description: 'Suggests papers',
        options: {
          paper: {
            kind: 'text',
            description: 'One',
            required: true,
            isRestrictedToSuggestions: true,
            autocomplete: true,
          },
        },
        audience: 'everyone',
        ephemeral: true,
        examples: ['search x'],
      },
      () => ({ suggest: { paper: () => many }, run: () => ({ blocks: [] }) }),
    );
    const { slack } = await startPaperboy({ commands: [listed] });
    const view = await slack.globalShortcut({ callbackId: SEARCH_SHORTCUT }).view;
    const offered = await slack.options({ on: view, actionId: 'paper', value: 'p' });
    expect(offered.length).toBeLessThanOrEqual(100);
    expect(offered.length).toBeGreaterThan(70);
  });

  it('suggests nothing if nothing matches', async () => {
    const { slack } = await startPaperboy();
    const view = await openShareForm(slack);
    expect(await slack.options({ on: view, actionId: 'paper', value: 'xyzzy' })).toEqual([]);
  });
});
