import { describe, expect, it } from 'vitest';
import { RELATED_SHORTCUT, SEARCH_SHORTCUT } from '../../../../adapters/slack/manifest.ts';
import { createGate } from '../../../fakes/gate.ts';
import type { FakeSlack } from '../../../fakes/slack/index.ts';
import type { FakeView } from '../../../fakes/slack/state.ts';
import { type Options, type PaperboyOnSlack, startPaperboy, WAYS } from './paperboy-on-slack.ts';
import { read, use } from './slack-user.ts';

/** The core responds at once until `wait` is called, and then only after `open`. */
async function startSlowPaperboy(options: Options = {}): Promise<PaperboyOnSlack & { wait(): void; open(): void }> {
  const gate = createGate();
  let isWaiting = false;
  const paperboy = await startPaperboy({
    loadingAfterMs: 30,
    ...options,
    dispatch: (dispatch) => async (interaction) => {
      if (isWaiting) await gate.opened;
      return dispatch(interaction);
    },
  });
  return {
    ...paperboy,
    open: gate.open,
    wait: () => {
      isWaiting = true;
    },
  };
}

const openForm = (slack: FakeSlack): Promise<FakeView> => slack.globalShortcut({ callbackId: SEARCH_SHORTCUT }).view;

async function search(slack: FakeSlack): Promise<FakeView> {
  const view = await openForm(slack);
  await slack.viewSubmission({ view, entries: { query: 'juggling' } }).acknowledged;
  return slack.viewUntil(view, (now) => read(now).includes('7 papers for juggling'));
}

async function openHome(slack: FakeSlack): Promise<FakeView> {
  await slack.homeOpened().allAcknowledged;
  return slack.until(() => slack.home());
}

type Prepare = (slack: FakeSlack) => Promise<() => { readonly acknowledged: Promise<unknown> }>;

/** The kinds of interactions: each prepares what it needs and returns a function that performs it. */
const INTERACTIONS: Readonly<Record<string, Prepare>> = {
  'a command': async (slack) => () => slack.command({ text: 'search walking' }),
  'a button': async (slack) => {
    const card = await slack.command({ text: 'share 2401.12345' }).answered;
    return () => use(slack, card, 'Related');
  },
  'a page of a public list': async (slack) => {
    const list = await slack.mention({ text: 'top all' }).answered;
    return () => use(slack, list, 'Next');
  },
  'a shortcut': async (slack) => () => slack.globalShortcut({ callbackId: SEARCH_SHORTCUT }),
  'a message shortcut': async (slack) => {
    const message = slack.writeMessage(slack.channelId, 'walking');
    return () => slack.messageShortcut({ callbackId: RELATED_SHORTCUT, message });
  },
  'a form submission': async (slack) => {
    const view = await openForm(slack);
    return () => slack.viewSubmission({ view, entries: { query: 'walking' } });
  },
  'a button in a modal': async (slack) => {
    const list = await search(slack);
    return () => use(slack, list, 'Open');
  },
  'a page in a modal': async (slack) => {
    const list = await search(slack);
    return () => use(slack, list, 'Next');
  },
  'a button on the home tab': async (slack) => {
    const view = await openHome(slack);
    return () => use(slack, view, 'Top of the week');
  },
  'a form opened on the home tab': async (slack) => {
    const view = await openHome(slack);
    return () => use(slack, view, 'Share a paper');
  },
  'a mention': async (slack) => () => slack.mention({ text: 'walking' }),
  'a direct message': async (slack) => () => slack.directMessage({ text: 'walking' }),
  'a link': async (slack) => () => slack.linkShared({ links: ['https://arxiv.org/abs/2401.12345'] }),
  'the home tab': async (slack) => () => slack.homeOpened(),
};

describe.each(WAYS)('acknowledging over %s', (way) => {
  it.each(Object.entries(INTERACTIONS))('acknowledges %s before the core responds', async (_, prepare) => {
    const { slack, wait, open } = await startSlowPaperboy({ way });
    const interact = await prepare(slack);
    wait();
    await interact().acknowledged;
    open();
  });

  it('suggests nothing while the core does not respond', async () => {
    const { slack, wait, open } = await startSlowPaperboy({ way, loadingAfterMs: 300 });
    const view = await use(slack, await openHome(slack), 'Share a paper').view;
    wait();
    expect(await slack.options({ on: view, actionId: 'paper', value: 'safe' })).toEqual([]);
    open();
    expect(await slack.options({ on: view, actionId: 'paper', value: 'safe' })).toHaveLength(1);
  });
});

it.each(Object.entries(INTERACTIONS))("acknowledges %s while Slack's Web API does not respond", async (_, prepare) => {
  const { slack } = await startSlowPaperboy({ way: 'http' });
  const interact = await prepare(slack);
  slack.fault({ kind: 'hang', times: 100 });
  await interact().acknowledged;
  // Ends the pending requests.
  await slack.close();
});

it('acknowledges and logs unexpected errors of the core', async () => {
  let isFailing = false;
  const { slack, warnings } = await startPaperboy({
    dispatch: (dispatch) => async (interaction) => {
      if (isFailing) throw new Error('core failed');
      return dispatch(interaction);
    },
  });
  const view = await use(slack, await openHome(slack), 'Share a paper').view;
  isFailing = true;
  expect(await slack.options({ on: view, actionId: 'paper', value: 'safe' })).toEqual([]);
  await slack.viewSubmission({ view: await openForm(slack), entries: { query: 'walking' } }).acknowledged;
  await slack.command({ text: 'search walking' }).acknowledged;
  await slack.until(() => warnings().length === 3);
  expect(new Set(warnings())).toEqual(
    new Set(['failed to handle Slack request', 'failed to handle Slack interaction']),
  );
});

describe('a slow response', () => {
  it('is shown in a form after a loading message', async () => {
    const { slack, wait, open } = await startSlowPaperboy();
    const view = await openForm(slack);
    wait();
    await slack.viewSubmission({ view, entries: { query: 'walking' } }).acknowledged;
    expect(read(await slack.viewUntil(view, ({ updates }) => updates === 1))).toBe('Loading…');
    open();
    expect(read(await slack.viewUntil(view, ({ updates }) => updates === 2))).toContain('1 paper for walking');
  });

  it('is shown in a form after a loading message if it is a refusal', async () => {
    const { slack, wait, open } = await startSlowPaperboy();
    const view = await openForm(slack);
    wait();
    await slack.viewSubmission({ view, entries: { query: 'walking since:banana' } }).acknowledged;
    open();
    expect(read(await slack.viewUntil(view, ({ updates }) => updates === 2))).toContain('since:banana');
  });

  it('is posted to the channel when shared from a modal', async () => {
    const { slack, wait, open } = await startSlowPaperboy();
    const form = await use(slack, await search(slack), 'Share').view;
    wait();
    const shared = slack.viewSubmission({ view: form, entries: { 'where to': slack.channelId } });
    expect(read(await slack.viewUntil(form, ({ updates }) => updates === 1))).toBe('Loading…');
    open();
    expect(read(await shared.answered)).toContain('Shared by ada');
    await slack.viewUntil(form, (view) => read(view) === 'Shared.');
  });

  it('is shown in a pushed view after a loading message', async () => {
    const { slack, wait, open } = await startSlowPaperboy();
    const list = await search(slack);
    wait();
    const pushed = await use(slack, list, 'Open').view;
    expect(read(pushed)).toBe('Loading…');
    open();
    expect(read(await slack.viewUntil(pushed, ({ updates }) => updates === 1))).toContain('Juggling for Beginners');
  });

  it('is not awaited to prefill a form', async () => {
    const { slack, wait, open } = await startSlowPaperboy();
    const view = await openHome(slack);
    wait();
    const form = await use(slack, view, 'Share a paper').view;
    expect(form.body.blocks.map(({ block_id: id }) => id)).toEqual(['paper', 'where to']);
    open();
  });
});
