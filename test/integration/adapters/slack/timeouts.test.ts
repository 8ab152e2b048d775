import { describe, expect, it } from 'vitest';
import { RELATED_SHORTCUT, SEARCH_SHORTCUT } from '../../../../adapters/slack/manifest.ts';
import { createGate } from '../../../fakes/gate.ts';
import type { FakeSlack } from '../../../fakes/slack/index.ts';
import type { FakeView } from '../../../fakes/slack/state.ts';
import { type Options, type PaperboyOnSlack, startPaperboy, WAYS } from './paperboy-on-slack.ts';
import { read, use } from './slack-user.ts';

/** A core that answers at once, until it is told to wait; `open` lets all answers go. */
async function slowPaperboy(options: Options = {}): Promise<PaperboyOnSlack & { wait(): void; open(): void }> {
  const gate = createGate();
  let waits = false;
  const paperboy = await startPaperboy({
    loadingAfterMs: 30,
    ...options,
    dispatch: (dispatch) => async (invocation) => {
      if (waits) await gate.opened;
      return dispatch(invocation);
    },
  });
  return {
    ...paperboy,
    open: gate.open,
    wait: () => {
      waits = true;
    },
  };
}

const openForm = (slack: FakeSlack): Promise<FakeView> => slack.globalShortcut({ callbackId: SEARCH_SHORTCUT }).view;

async function results(slack: FakeSlack): Promise<FakeView> {
  const view = await openForm(slack);
  await slack.viewSubmission({ view, entries: { query: 'juggling' } }).acknowledged;
  return slack.viewUntil(view, (now) => read(now).includes('7 papers for juggling'));
}

async function home(slack: FakeSlack): Promise<FakeView> {
  await slack.homeOpened().settled;
  return slack.until(() => slack.home());
}

type Ready = (slack: FakeSlack) => Promise<() => { readonly acknowledged: Promise<unknown> }>;

/** Each thing that somebody can do: what has to be there before, then the deed itself. */
const DEEDS: Readonly<Record<string, Ready>> = {
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
    const message = slack.personSays(slack.channelId, 'walking');
    return () => slack.messageShortcut({ callbackId: RELATED_SHORTCUT, message });
  },
  'a form': async (slack) => {
    const view = await openForm(slack);
    return () => slack.viewSubmission({ view, entries: { query: 'walking' } });
  },
  'a button in a modal': async (slack) => {
    const list = await results(slack);
    return () => use(slack, list, 'Open');
  },
  'a page in a modal': async (slack) => {
    const list = await results(slack);
    return () => use(slack, list, 'Next');
  },
  'a button at home': async (slack) => {
    const view = await home(slack);
    return () => use(slack, view, 'Top of the week');
  },
  'a form asked for at home': async (slack) => {
    const view = await home(slack);
    return () => use(slack, view, 'Share a paper');
  },
  'a mention': async (slack) => () => slack.mention({ text: 'walking' }),
  'a direct message': async (slack) => () => slack.directMessage({ text: 'walking' }),
  'a link': async (slack) => () => slack.linkShared({ links: ['https://arxiv.org/abs/2401.12345'] }),
  'the home tab': async (slack) => () => slack.homeOpened(),
};

describe.each(WAYS)('over %s', (way) => {
  it.each(Object.entries(DEEDS))('%s is acknowledged while the core says nothing', async (_, ready) => {
    const { slack, wait, open } = await slowPaperboy({ way });
    const deed = await ready(slack);
    wait();
    await deed().acknowledged;
    open();
  });

  it('a field offers nothing while the core says nothing', async () => {
    const { slack, wait, open } = await slowPaperboy({ way, loadingAfterMs: 300 });
    const view = await use(slack, await home(slack), 'Share a paper').view;
    wait();
    expect(await slack.options({ on: view, actionId: 'paper', value: 'safe' })).toEqual([]);
    open();
    expect(await slack.options({ on: view, actionId: 'paper', value: 'safe' })).toHaveLength(1);
  });
});

it.each(Object.entries(DEEDS))("%s is acknowledged while Slack's Web API says nothing", async (_, ready) => {
  const { slack } = await slowPaperboy({ way: 'http' });
  const deed = await ready(slack);
  slack.fault({ kind: 'hang', times: 100 });
  await deed().acknowledged;
  // What hangs ends with Slack.
  await slack.close();
});

it('what fails against all promises is acknowledged and logged', async () => {
  let fails = false;
  const { slack, warnings } = await startPaperboy({
    dispatch: (dispatch) => async (invocation) => {
      if (fails) throw new Error('a fault of ours');
      return dispatch(invocation);
    },
  });
  const view = await use(slack, await home(slack), 'Share a paper').view;
  fails = true;
  expect(await slack.options({ on: view, actionId: 'paper', value: 'safe' })).toEqual([]);
  await slack.viewSubmission({ view: await openForm(slack), entries: { query: 'walking' } }).acknowledged;
  await slack.command({ text: 'search walking' }).acknowledged;
  await slack.until(() => warnings().length === 3);
  expect(new Set(warnings())).toEqual(
    new Set(['failed to handle Slack request', 'failed to handle Slack interaction']),
  );
});

describe('while an answer is on its way', () => {
  it('a form shows that, and then the answer', async () => {
    const { slack, wait, open } = await slowPaperboy();
    const view = await openForm(slack);
    wait();
    await slack.viewSubmission({ view, entries: { query: 'walking' } }).acknowledged;
    expect(read(await slack.viewUntil(view, ({ updates }) => updates === 1))).toBe('Loading…');
    open();
    expect(read(await slack.viewUntil(view, ({ updates }) => updates === 2))).toContain('1 paper for walking');
  });

  it('a form shows that, and then what is wrong', async () => {
    const { slack, wait, open } = await slowPaperboy();
    const view = await openForm(slack);
    wait();
    await slack.viewSubmission({ view, entries: { query: 'walking since:banana' } }).acknowledged;
    open();
    expect(read(await slack.viewUntil(view, ({ updates }) => updates === 2))).toContain('since:banana');
  });

  it('what is shared from a modal waits, and is said where it shall be', async () => {
    const { slack, wait, open } = await slowPaperboy();
    const form = await use(slack, await results(slack), 'Share').view;
    wait();
    const shared = slack.viewSubmission({ view: form, entries: { 'where to': slack.channelId } });
    expect(read(await slack.viewUntil(form, ({ updates }) => updates === 1))).toBe('Loading…');
    open();
    expect(read(await shared.answered)).toContain('Shared by ada');
    await slack.viewUntil(form, (view) => read(view) === 'Shared.');
  });

  it('a view is pushed that says so, while its trigger still works', async () => {
    const { slack, wait, open } = await slowPaperboy();
    const list = await results(slack);
    wait();
    const pushed = await use(slack, list, 'Open').view;
    expect(read(pushed)).toBe('Loading…');
    open();
    expect(read(await slack.viewUntil(pushed, ({ updates }) => updates === 1))).toContain('Juggling for Beginners');
  });

  it('a form that the core should fill in opens without that', async () => {
    const { slack, wait, open } = await slowPaperboy();
    const view = await home(slack);
    wait();
    const form = await use(slack, view, 'Share a paper').view;
    expect(form.body.blocks.map(({ block_id: id }) => id)).toEqual(['paper', 'where to']);
    open();
  });
});
