import { describe, expect, it } from 'vitest';
import { SEARCH_SHORTCUT } from '../../../../adapters/slack/manifest.ts';
import type { FakeSlack } from '../../../fakes/slack/index.ts';
import type { FakeView } from '../../../fakes/slack/state.ts';
import { startPaperboy, WAYS } from './paperboy-on-slack.ts';
import { labelsIn, read, use } from './slack-user.ts';

const openForm = (slack: FakeSlack): Promise<FakeView> => slack.globalShortcut({ callbackId: SEARCH_SHORTCUT }).view;

/** Submits the search form and returns the view with the results. */
async function search(slack: FakeSlack, query = 'juggling'): Promise<FakeView> {
  const view = await openForm(slack);
  await slack.viewSubmission({ view, entries: { query } }).acknowledged;
  return slack.viewUntil(view, (now) => now.updates > 0);
}

const openViews = (slack: FakeSlack): FakeView[] => slack.views.filter(({ isOpen }) => isOpen);

describe.each(WAYS)('the search form over %s', (way) => {
  it('opens from the shortcut with a field for each filter and is replaced by the results', async () => {
    const { slack } = await startPaperboy({ way });
    const view = await openForm(slack);
    const fields = view.body.blocks.map(({ block_id: id, label }) => [id, (label as { text: string }).text]);
    expect(Object.fromEntries(fields)).toMatchObject({
      query: 'Query',
      author: 'Author',
      since: 'Since',
      sort: 'Sort',
    });
    expect(fields.map(([id]) => id)).not.toContain('page');
    const entries = { query: 'walking', org: 'nvidia', sort: 'newest' };
    await slack.viewSubmission({ view, entries }).acknowledged;
    const shown = await slack.viewUntil(view, (now) => now.updates === 1);
    expect(read(shown)).toContain('1 paper for walking org:nvidia sort:newest');
    expect(openViews(slack)).toHaveLength(1);
  });

  it('turns the pages of the results in place', async () => {
    const { slack } = await startPaperboy({ way });
    const first = await search(slack);
    use(slack, first, 'Next');
    const second = await slack.viewUntil(first, (now) => read(now).includes('Page 2 of 2'));
    expect(read(second)).toContain('First Lesson');
    expect(slack.views).toHaveLength(1);
  });

  it('pushes papers on top, and replaces the top view when the stack is full', async () => {
    const { slack } = await startPaperboy({ way });
    const list = await search(slack);
    const near = await use(slack, list, 'Related').view;
    expect(near.how).toBe('pushed');
    expect(read(near)).toContain('Related to Juggling');
    const card = await use(slack, near, 'Open').view;
    expect(labelsIn(card)).toContain('Related');
    use(slack, card, 'Related');
    const last = await slack.viewUntil(card, (now) => read(now).includes('Related to'));
    expect(last.updates).toBe(1);
    expect(openViews(slack)).toHaveLength(3);
  });
});

describe('a page in a modal', () => {
  it('is turned once if the button is clicked twice', async () => {
    const { slack, records, warnings } = await startPaperboy();
    const list = await search(slack);
    use(slack, list, 'Next');
    use(slack, list, 'Next');
    await slack.until(() => records.some(({ reason }) => reason === 'hash_conflict'));
    const now = await slack.viewUntil(list, (view) => read(view).includes('Page 2 of 2'));
    expect(now.updates).toBe(2);
    expect(warnings()).toEqual([]);
  });

  it('logs no warning if the modal was closed', async () => {
    const { slack, records, warnings } = await startPaperboy();
    const list = await search(slack);
    slack.fault({ kind: 'error', error: 'not_found', method: 'views.update' });
    use(slack, list, 'Next');
    await slack.until(() => records.some(({ reason }) => reason === 'not_found'));
    expect(warnings()).toEqual([]);
  });
});

describe('an image in a modal', () => {
  it('is left out of a pushed view if Slack cannot fetch it', async () => {
    const { slack } = await startPaperboy();
    const list = await search(slack, 'walking');
    slack.fault({ kind: 'error', error: 'invalid_arguments', method: 'views.push' });
    const card = await use(slack, list, 'Open').view;
    expect(read(card)).toContain('Safe Offline Walking');
    expect(JSON.stringify(card.body)).not.toContain('"image"');
  });

  it('is never part of an acknowledgement', async () => {
    const { slack } = await startPaperboy();
    const card = await search(slack, '2401.12345');
    expect(read(card)).toContain('Safe Offline Walking');
    expect(JSON.stringify(card.body)).not.toContain('"image"');
  });
});

describe('an expired trigger', () => {
  it.each(['expired_trigger_id', 'exchanged_trigger_id'])(
    'logs no warning for a global shortcut: %s',
    async (error) => {
      const { slack, records, warnings } = await startPaperboy();
      slack.fault({ kind: 'error', error, method: 'views.open' });
      slack.globalShortcut({ callbackId: SEARCH_SHORTCUT });
      await slack.until(() => records.some(({ reason }) => reason === error));
      expect(warnings()).toEqual([]);
      expect((await openForm(slack)).isOpen).toBe(true);
    },
  );

  it.each(['expired_trigger_id', 'exchanged_trigger_id'])('gets a private reply for a button: %s', async (error) => {
    const { slack, platform } = await startPaperboy();
    const place = { platform: 'slack', tenant: slack.teamId, channel: slack.channelId };
    const button = { kind: 'button', label: 'Search', action: 'ask:search walking' } as const;
    await platform.post(place, { blocks: [{ kind: 'actions', controls: [button] }] }, 'key');
    const [post] = slack.messages(slack.channelId);
    if (post === undefined) throw new Error('not posted');
    slack.fault({ kind: 'error', error, method: 'views.open' });
    const answer = await use(slack, post, 'Search').answered;
    expect(read(answer)).toBe('That took too long to open. Try again.');
    expect(answer.onlyFor).toBe(slack.person.id);
    const view = await use(slack, post, 'Search').view;
    expect(view.body.blocks[0]?.element).toMatchObject({ initial_value: 'walking' });
  });
});
