import { describe, expect, it } from 'vitest';
import { render as renderDiscord } from '../../../../adapters/discord/render.ts';
import { render as renderSlack } from '../../../../adapters/slack/render.ts';
import { decodeAction, MAX_ACTION_LENGTH } from '../../../../src/chat/action.ts';
import type { Block } from '../../../../src/chat/document.ts';
import { parseCommand } from '../../../../src/chat/parse-command.ts';
import { explainPostRefusal, explainThreadRefusal } from '../../../../src/chat/platform-traits.ts';
import { type OwnerNotice, ownerNoticeDocument } from '../../../../src/features/highlights/owner-notices.ts';
import { buildHighlightsPost } from '../../../../src/features/highlights/post.ts';
import type { HighlightSelection } from '../../../../src/features/highlights/selection.ts';
import type { Subscription } from '../../../../src/features/highlights/subscription.ts';
import type { Span } from '../../../../src/text/spans.ts';
import { createTestCommands, createTestCore, findTestTraits, textOf, titlesOf } from '../../../fakes/core.ts';
import { chart } from '../../../fixtures/charts.ts';
import { MMR1, paper, SAFE_WALKING } from '../../../fixtures/chat/papers.ts';

const core = createTestCore();
const commands = createTestCommands(core);

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

const NONE_SKIPPED = { offTopic: 0, alreadyShown: 0, notNew: 0, belowThreshold: 0, overLimit: 0 };

const FRESH: HighlightSelection = {
  papers: [
    { paper: SAFE_WALKING, reason: 'new today · matches safe' },
    { paper: MMR1, reason: 'new, Mar 4' },
  ],
  origin: 'new',
  skipped: { ...NONE_SKIPPED, overLimit: 3 },
};

function post(
  highlights: HighlightSelection = FRESH,
  subscription: Subscription = LATE,
  discussionBadges: ReadonlyMap<string, readonly Span[]> = new Map(),
  chartBlocks: readonly Block[] = [],
) {
  const slot = '2025-03-05T07:30:00.000Z';
  return buildHighlightsPost({ subscription, highlights, discussionBadges, chart: chartBlocks, slot });
}

describe('buildHighlightsPost', () => {
  it('names the local day, the topic, the papers with reasons, and the number of others', () => {
    const said = textOf(post());
    expect(said).toMatch(/^Highlights, Mar 4, 2025: safe rl\n/);
    expect(titlesOf(post())).toEqual([SAFE_WALKING.title, MMR1.title]);
    expect(said).toContain('new today · matches safe');
    expect(said).toContain('3 more papers were new');
  });

  it('ends with the next slot, the creator and the subscription', () => {
    const [note] = post()
      .blocks.filter(({ kind }) => kind === 'note')
      .slice(-1);
    expect(textOf({ blocks: note ? [note] : [] })).toBe(
      'Next: . Created by Ada for safe rl, daily at 23:30 (America/Los_Angeles).',
    );
    expect(JSON.stringify(note)).toContain('2025-03-06T07:30:00.000Z');
  });

  it('labels archive papers', () => {
    const said = textOf(post({ ...FRESH, origin: 'archive', skipped: NONE_SKIPPED }));
    expect(said).toMatch(/^From the archive, Mar 4, 2025: safe rl\n/);
    expect(said).toContain('Nothing new today');
  });

  it('has a menu with valid commands', () => {
    const menu = post().blocks.at(-1);
    const controls = menu?.kind === 'actions' ? menu.controls : [];
    const choices = controls.flatMap((one) => (one.kind === 'menu' ? one.choices : []));
    expect(choices.map(({ label }) => label)).toEqual(['Pause for a week', 'Change', 'Send fewer', 'Unsubscribe']);
    for (const { label, action } of choices) {
      expect(action.length).toBeLessThanOrEqual(MAX_ACTION_LENGTH);
      const { text, opensForm, replacesOriginal } = decodeAction(action, core.actionStore);
      expect(replacesOriginal).toBe(false);
      expect(opensForm ?? false).toBe(label === 'Change');
      expect(JSON.stringify(parseCommand({ text }, commands).values)).toContain('abcd1234');
    }
  });

  it('keeps its menu on every platform, however many and long its papers are', () => {
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
        expect(JSON.stringify(message)).toContain('Created by');
      }
    }
  });

  it('links to discussions of its papers', () => {
    const badge: Span = { kind: 'link', text: 'discussed here: 12 replies', url: 'https://chat.test/1' };
    const [first, second] = post(FRESH, LATE, new Map([[MMR1.id, [badge]]])).blocks.filter(
      ({ kind }) => kind === 'paper',
    );
    expect(first).toMatchObject({ why: [{ kind: 'text', text: 'new today · matches safe' }] });
    expect(second).toMatchObject({ why: [{ kind: 'text', text: 'new, Mar 4 · ' }, badge] });
  });

  it('keeps the chart above its papers on every platform', () => {
    const drawn: Block = { kind: 'chart', chart: chart() };
    const { blocks } = post(FRESH, LATE, new Map(), [drawn]);
    expect(blocks.slice(0, 3).map(({ kind }) => kind)).toEqual(['heading', 'chart', 'note']);
    const papers = Array.from({ length: 10 }, () => ({ paper: SAFE_WALKING, reason: 'new today' }));
    const full = post({ ...FRESH, papers }, LATE, new Map(), [drawn]);
    expect(JSON.stringify(renderDiscord(full))).toContain('attachment://trends-');
    expect(JSON.stringify(renderSlack(full))).toContain('slack_file');
  });

  it('names no topic for a subscription to everything', () => {
    expect(textOf(post(FRESH, { ...LATE, topic: '' }))).toMatch(/^Highlights, Mar 4, 2025\n/);
  });
});

describe('ownerNoticeDocument', () => {
  it.each<[OwnerNotice, string[]]>([
    [{ kind: 'broken', reason: 'Slack returned not_in_channel' }, ['🔴', "Paperboy isn't in the channel", '/invite']],
    [
      { kind: 'expired', slot: LATE.createdAt, reason: 'it was late' },
      ['were not sent: it was late', 'next post will include'],
    ],
    [{ kind: 'unknown', slot: LATE.createdAt }, ['may or may not have arrived', "won't be sent again"]],
  ])('explains $kind and names the subscription and a command', (notice, parts) => {
    const said = textOf(ownerNoticeDocument(LATE, notice, findTestTraits('slack')));
    for (const part of ['safe rl', '/papers subscriptions send abcd1234', ...parts]) expect(said).toContain(part);
  });
});

describe('explainPostRefusal', () => {
  it.each([
    ['slack', 'Slack returned channel_not_found', '/invite @Paperboy'],
    ['slack', 'Slack returned is_archived', 'Unarchive'],
    ['slack', 'Slack returned restricted_action_thread_locked', 'Choose the channel itself'],
    ['slack', 'Slack returned restricted_action_read_only_channel', 'channel settings'],
    ['slack', 'Slack returned messages_tab_disabled', 'under Apps'],
    ['discord', 'Missing Access (50001)', 'View Channel'],
    ['discord', 'Missing Permissions (50013)', 'Send Messages'],
    ['discord', 'Unknown Channel (10003)', 'another channel'],
    ['discord', 'Cannot send messages to this user (50007)', 'Allow direct messages'],
    ['discord', 'Something new (99999)', 'the person who runs Paperboy'],
    ['slack', 'Missing Access (50001)', 'the person who runs Paperboy'],
  ])('explains on %s how to fix %s', (platform, reason, fix) => {
    expect(explainPostRefusal(reason, findTestTraits(platform)).fix).toContain(fix);
  });

  it.each([
    ['discord', 'Missing Permissions (50013)', 'Create Public Threads'],
    ['discord', 'Missing Access (50001)', 'View Channel'],
    ['slack', 'Slack says is_archived', 'Unarchive'],
  ])('explains on %s how to open a thread after %s', (platform, reason, fix) => {
    expect(explainThreadRefusal(reason, findTestTraits(platform)).fix).toContain(fix);
  });
});
