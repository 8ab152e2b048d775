import { render as renderDiscord } from '../../adapters/discord/render.ts';
import { render as renderSlack } from '../../adapters/slack/render.ts';
import type { Document } from '../../src/chat/document.ts';
import { refreshDueThreads } from '../../src/features/discussions/refresh-threads.ts';
import type { Paper } from '../../src/papers/paper.ts';
import { createLog } from '../../src/runtime/log.ts';
import { createTestCore, createTestRouter } from '../fakes/core.ts';
import { discordTranscript } from './discord-transcript.ts';
import { slackTranscript } from './slack-transcript.ts';

interface Story {
  /** What Paperboy posts when somebody presses Discuss. */
  readonly card: Document;
  /** What they are told. */
  readonly told: Document;
  /** The card once two people have replied. */
  readonly later: Document;
  /** What finds it again. */
  readonly found: Document;
}

const DRAWN = {
  slack: (document: Document) => slackTranscript(renderSlack(document)),
  discord: (document: Document) => discordTranscript(renderDiscord(document)),
} as const;

/** The story of a discussion as it looks on a platform, a text for each part: the card, what is told, the card later, and the list. */
export async function discussionTranscripts(
  platform: keyof typeof DRAWN,
  papers: readonly Paper[],
): Promise<Readonly<Record<keyof Story, string>>> {
  const story = await discussion(platform, papers);
  const draw = DRAWN[platform];
  const { card, told, later, found } = story;
  return { card: draw(card), told: draw(told), later: draw(later), found: draw(found) };
}

async function discussion(platform: string, papers: readonly Paper[]): Promise<Story> {
  let now = new Date('2026-11-23T08:05:00Z');
  const services = createTestCore(papers, () => now);
  const { chat } = services.discussions;
  const log = createLog('silent');
  const dispatch = createTestRouter(services, { platform, log });
  const place = { platform, tenant: 'local', channel: 'papers' };
  const ask = async (text: string): Promise<Document> => {
    const person = { id: 'ada', name: 'Ada' };
    const answer = await dispatch({ place, person, canManage: true, kind: 'command', call: { text } });
    if (answer.kind !== 'reply' || answer.outcome !== 'answered') throw new Error(`no answer to ${text}`);
    return answer.document;
  };

  const told = await ask('discuss Safe Reinforcement Learning with Minimal Supervision');
  const [posted] = chat.said;
  if (posted === undefined) throw new Error('no card was posted');
  const reading = { kind: 'read', state: 'open', replies: 3, people: 2, lastAt: '2026-11-23T08:12:00.000Z' } as const;
  chat.readings.set(posted.posted.message, reading);
  now = new Date('2026-11-23T08:13:00Z');
  await refreshDueThreads(20, { ...services, log, signal: new AbortController().signal });
  const [update] = chat.updates;
  if (update === undefined) throw new Error('the card was not brought up to date');
  return { card: posted.document, told, later: update.document, found: await ask('discussions') };
}
