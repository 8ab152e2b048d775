import { describe, expect, it } from 'vitest';
import { render as renderDiscord } from '../../../../adapters/discord/render.ts';
import { render as renderSlack } from '../../../../adapters/slack/render.ts';
import { decodeAction, MAX_ACTION_LENGTH } from '../../../../src/chat/action.ts';
import type { Block } from '../../../../src/chat/document.ts';
import { parseCommand } from '../../../../src/chat/parse-command.ts';
import { explainPostRefusal } from '../../../../src/chat/platform.ts';
import { type OwnerNotice, ownerNoticeDocument } from '../../../../src/features/highlights/owner-notices.ts';
import { buildHighlightsPost } from '../../../../src/features/highlights/post.ts';
import type { HighlightSelection } from '../../../../src/features/highlights/selection.ts';
import type { Subscription } from '../../../../src/features/highlights/subscription.ts';
import type { Span } from '../../../../src/text/spans.ts';
import { createTestCore, textOf, titlesOf } from '../../../fakes/core.ts';
import { chart } from '../../../fixtures/charts.ts';
import { MMR1, paper, SAFE_WALKING } from '../../../fixtures/chat/papers.ts';

const core = createTestCore();

const LATE: Subscription = {
  id: 'abcd1234',
  place: { platform: 'slack', tenant: 'T1', channel: 'C1' },
  owner: { id: 'U1', name: 'Ada' },
  about: 'papers',
  topic: 'safe rl',
  schedule: { days: [1, 2, 3, 4, 5, 6, 7], time: '23:30', zone: 'America/Los_Angeles' },
  criteria: { kind: 'best', count: 2 },
  onQuietDay: 'archive',
  hasChart: false,
  state: { kind: 'active' },
  createdAt: '2025-03-01T00:00:00.000Z',
  nextSlot: '2025-03-06T07:30:00.000Z',
  tzdataVersion: '2025a',
};

const NONE = { offTopic: 0, alreadyShown: 0, notNew: 0, belowThreshold: 0, overLimit: 0 };

const FRESH: HighlightSelection = {
  papers: [
    { paper: SAFE_WALKING, reason: 'new today · matches safe' },
    { paper: MMR1, reason: 'new, Mar 4' },
  ],
  origin: 'new',
  skipped: { ...NONE, overLimit: 3 },
};

function post(
  highlights: HighlightSelection = FRESH,
  subscription: Subscription = LATE,
  discussionBadges: ReadonlyMap<string, readonly Span[]> = new Map(),
  shown: readonly Block[] = [],
) {
  const times = { slot: '2025-03-05T07:30:00.000Z', next: '2025-03-06T07:30:00.000Z' };
  return buildHighlightsPost({ subscription, highlights, discussionBadges, chart: shown, ...times }, core);
}

describe('the post of a subscription', () => {
  it('says the day where it is posted, the topic, the papers with why, and how many more there were', () => {
    const said = textOf(post());
    expect(said).toMatch(/^Highlights, Mar 4, 2025: safe rl\n/);
    expect(titlesOf(post())).toEqual([SAFE_WALKING.title, MMR1.title]);
    expect(said).toContain('new today · matches safe');
    expect(said).toContain('3 more were new');
  });

  it('ends with which subscription it is, who set it up, and the next one', () => {
    const [note] = post()
      .blocks.filter(({ kind }) => kind === 'note')
      .slice(-1);
    expect(textOf({ blocks: note ? [note] : [] })).toBe(
      'Next: . Set up by Ada for safe rl, daily at 23:30 (America/Los_Angeles).',
    );
    expect(JSON.stringify(note)).toContain('2025-03-06T07:30:00.000Z');
  });

  it('labels what is of the archive', () => {
    const said = textOf(post({ ...FRESH, origin: 'archive', skipped: NONE }));
    expect(said).toMatch(/^From the archive, Mar 4, 2025: safe rl\n/);
    expect(said).toContain('Nothing new came');
  });

  it('has its controls on itself, as calls that are understood', () => {
    const menu = post().blocks.at(-1);
    const controls = menu?.kind === 'actions' ? menu.controls : [];
    const choices = controls.flatMap((one) => (one.kind === 'menu' ? one.choices : []));
    expect(choices.map(({ label }) => label)).toEqual(['Pause for a week', 'Change', 'Send fewer', 'Unsubscribe']);
    for (const { label, action } of choices) {
      expect(action.length).toBeLessThanOrEqual(MAX_ACTION_LENGTH);
      const { text, opensForm, replacesOriginal } = decodeAction(action, core.actionStore);
      expect(replacesOriginal).toBe(false);
      expect(opensForm ?? false).toBe(label === 'Change');
      expect(JSON.stringify(parseCommand({ text }, core.commands).values)).toContain('abcd1234');
    }
  });

  it('keeps its controls on every platform, however many papers it has and how long they are', () => {
    const long = paper({
      title: 'A Rather Long Title about Something '.repeat(8).trim(),
      abstract: 'One sentence that goes on for a good while and then a while longer. '.repeat(20),
      summary: { text: 'A summary that goes on for a good while and then a while longer. '.repeat(9), by: 'model' },
      thumbnail: 'https://images.example.org/long.png',
    });
    const topic = 'a topic of many words '.repeat(20).trim();
    for (let count = 1; count <= 10; count++) {
      const papers = Array.from({ length: count }, () => ({ paper: long, reason: 'new today, 40 upvotes' }));
      const document = post({ ...FRESH, papers }, { ...LATE, topic });
      for (const message of [renderDiscord(document), renderSlack(document)]) {
        expect(JSON.stringify(message)).toContain('Unsubscribe');
        expect(JSON.stringify(message)).toContain('Set up by');
      }
    }
  });

  it('says which of its papers are discussed there, with the way', () => {
    const talk: Span = { kind: 'link', text: 'discussed here: 12 replies', url: 'https://chat.test/1' };
    const [first, second] = post(FRESH, LATE, new Map([[MMR1.id, [talk]]])).blocks.filter(
      ({ kind }) => kind === 'paper',
    );
    expect(first).toMatchObject({ why: [{ kind: 'text', text: 'new today · matches safe' }] });
    expect(second).toMatchObject({ why: [{ kind: 'text', text: 'new, Mar 4 · ' }, talk] });
  });

  it('has a chart above its papers, which stays whatever else there is', () => {
    const drawn: Block = { kind: 'chart', chart: chart() };
    const { blocks } = post(FRESH, LATE, new Map(), [drawn]);
    expect(blocks.slice(0, 3).map(({ kind }) => kind)).toEqual(['heading', 'chart', 'note']);
    const papers = Array.from({ length: 10 }, () => ({ paper: SAFE_WALKING, reason: 'new today' }));
    const full = post({ ...FRESH, papers }, LATE, new Map(), [drawn]);
    expect(JSON.stringify(renderDiscord(full))).toContain('attachment://trends-');
    expect(JSON.stringify(renderSlack(full))).toContain('slack_file');
  });

  it('of everything names no topic', () => {
    expect(textOf(post(FRESH, { ...LATE, topic: '' }))).toMatch(/^Highlights, Mar 4, 2025\n/);
  });
});

describe('what an owner is told', () => {
  it.each<[OwnerNotice, string[]]>([
    [{ kind: 'broken', reason: 'Slack says not_in_channel' }, ['🔴', 'Paperboy is not in the channel', '/invite']],
    [{ kind: 'expired', slot: LATE.createdAt, reason: 'it was late' }, ['were not sent: it was late', 'not lost']],
    [{ kind: 'unknown', slot: LATE.createdAt }, ['Nobody knows', 'not sent again']],
  ])('of $kind names the subscription and what to do', (trouble, parts) => {
    const said = textOf(ownerNoticeDocument(LATE, trouble));
    for (const part of ['safe rl', '/papers subscriptions send abcd1234', ...parts]) expect(said).toContain(part);
  });
});

describe('a refusal of a platform', () => {
  it.each([
    ['slack', 'Slack says channel_not_found', '/invite @Paperboy'],
    ['slack', 'Slack says is_archived', 'Unarchive'],
    ['slack', 'Slack says restricted_action_thread_locked', 'Choose the channel itself'],
    ['slack', 'Slack says restricted_action_read_only_channel', 'settings of the channel'],
    ['slack', 'Slack says messages_tab_disabled', 'below Apps'],
    ['discord', 'Missing Access (50001)', 'View Channel'],
    ['discord', 'Missing Permissions (50013)', 'Send Messages'],
    ['discord', 'Unknown Channel (10003)', 'another channel'],
    ['discord', 'Cannot send messages to this user (50007)', 'Allow direct messages'],
    ['discord', 'Something new (99999)', 'whoever runs Paperboy'],
    ['slack', 'Missing Access (50001)', 'whoever runs Paperboy'],
  ])('of %s, %s, is told with what mends it', (platform, reason, fix) => {
    expect(explainPostRefusal(reason, { platform }).fix).toContain(fix);
  });
});
