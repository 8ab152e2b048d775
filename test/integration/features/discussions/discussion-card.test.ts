import { describe, expect, it } from 'vitest';
import { render as renderDiscord } from '../../../../adapters/discord/render.ts';
import { render as renderSlack } from '../../../../adapters/slack/render.ts';
import type { Discussion } from '../../../../src/features/discussions/discussion.ts';
import { buildDiscussionCard } from '../../../../src/features/discussions/discussion-card.ts';
import { createTestCore } from '../../../fakes/core.ts';
import { paper } from '../../../fixtures/chat/papers.ts';
import { ADA, GENERAL, NOON } from './discussions-harness.ts';

const LONG_PAPER = paper({
  title: 'A Rather Long Title about Something '.repeat(8).trim(),
  id: '2503.00001',
  abstract: 'One sentence that goes on for a good while and then a while longer. '.repeat(250),
  summary: { text: 'A summary that goes on for a good while and then a while longer. '.repeat(9), by: 'model' },
  thumbnail: 'https://images.example.org/long.png',
  links: { arxiv: 'https://arxiv.org/abs/2503.00001', code: 'https://github.com/a/b' },
});

const DISCUSSION: Discussion = {
  id: 'talk0001',
  place: GENERAL,
  paperId: LONG_PAPER.id,
  opener: { ...ADA, name: 'Ada <@U2> *Lovelace*' },
  openedAt: NOON,
  state: { kind: 'open' },
  activity: { replies: 12, people: 4, lastAt: NOON },
  isListed: true,
};

describe.each([
  ['Discord', renderDiscord],
  ['Slack', renderSlack],
])('the card of a discussion on %s', (_, render) => {
  const renderCard = async (): Promise<string> =>
    JSON.stringify(render(await buildDiscussionCard(DISCUSSION, LONG_PAPER, createTestCore([LONG_PAPER]))));

  it('keeps the activity, the buttons and the links next to a very long abstract', async () => {
    const message = await renderCard();
    for (const part of ['12 replies from 4 people', 'mention me', 'Related', 'Cite', 'Summary', 'Save', 'arXiv']) {
      expect(message).toContain(part);
    }
    expect(message).not.toContain('… and ');
  });

  it('mentions nobody and formats nothing, whatever the name of the opener is', async () => {
    const message = await renderCard();
    expect(message).not.toContain('"user_id"');
    expect(message).not.toMatch(/[^\\]<@U2>[^"]*\*Lovelace\*(?!")/);
  });
});
