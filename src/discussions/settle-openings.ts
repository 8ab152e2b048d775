import type { Core } from '../chat/context.ts';
import { ARRIVES_WITHIN_MS, type ChatPlatform } from '../chat/platform.ts';
import type { Log } from '../log.ts';
import type { Paper } from '../papers/paper.ts';
import type { Discussion } from './discussion.ts';
import { discussionCard } from './discussion-card.ts';
import { GIVE_UP_MS, type Hands, inMs, leaseOf } from './hands.ts';
import { type Carding, noteCard, postCard } from './post-card.ts';
import { openThreadOn } from './thread-on-card.ts';

interface Looking {
  readonly core: Core;
  readonly log: Log;
}

/** Whoever wanted it has gone by then: a card that comes later would come out of nowhere. */
const LATEST_CARD_MS = 15 * 60_000;
const AGAIN_MS = 60_000;
const BATCH = 20;

/**
 * Goes on with discussions that nobody has in hand any more though their thread is not open: whoever opened them was stopped, had to wait,
 * or got no answer. A card is never posted a second time: one that may be there is looked for first.
 */
export async function settleOpenings(looking: Looking): Promise<void> {
  const { core, log } = looking;
  const { discussions, owner, platform: platformNamed, platforms: connected } = core.discussions;
  const lease = leaseOf(owner, core);
  const claim = { lease, now: core.now().toISOString(), limit: BATCH, platforms: connected() };
  const claimed = await discussions.claimOpenings(claim);
  await Promise.all(
    claimed.map(async (one) => {
      const paper = core.papers.get(one.paperId);
      const platform = platformNamed(one.place.platform);
      try {
        // Another process may be connected, and a paper that came just now be at hand in a moment.
        if (paper === undefined || platform === undefined) await tryAgain(one, looking);
        else await settle(one, paper, { core, platform, owner }, looking);
      } catch (error) {
        log.error({ err: error, discussion: one.id }, 'a discussion could not be opened');
      }
    }),
  );
}

async function settle(one: Discussion, paper: Paper, hands: Hands, looking: Looking): Promise<void> {
  const carding = await cardOf(one, paper, hands, looking);
  if (carding === undefined || carding.kind === 'lost') return;
  if (carding.kind === 'unknown') return tryAgain(one, looking, ARRIVES_WITHIN_MS);
  if (carding.kind === 'refused') {
    const { failure } = carding;
    if (failure.kind === 'rate limited') return tryAgain(one, looking, failure.retryAfterMs);
    if (failure.kind === 'unavailable') return tryAgain(one, looking);
    return abandon(one, failure.reason, looking);
  }
  const threading = await openThreadOn(carding.discussion, paper, hands);
  looking.log.info({ discussion: one.id, as: threading.kind }, 'went on with a discussion that was being opened');
  // It may say that no thread could be opened, as one process found that was stopped then.
  if (threading.kind === 'open') await refreshCard(carding.discussion, paper, hands, looking);
}

/** The card, looked for or posted. Nothing where it is too early to tell, or too late: then the discussion was put off, or given up. */
async function cardOf(one: Discussion, paper: Paper, hands: Hands, looking: Looking): Promise<Carding | undefined> {
  const { core, platform } = hands;
  if (one.card !== undefined) return { kind: 'carded', discussion: { ...one, card: one.card } };
  const attemptedAt = one.state.kind === 'opening' ? one.state.attemptedAt : undefined;
  if (attemptedAt !== undefined) {
    const found = await find(one, attemptedAt, platform);
    if (found.kind === 'found') return noteCard(one, found.posted, hands);
    const waitMs = ARRIVES_WITHIN_MS - ageMs(attemptedAt, core);
    if (found.kind === 'can not be looked for' || waitMs > 0) {
      await tryAgain(one, looking, Math.max(waitMs, AGAIN_MS));
      return undefined;
    }
  }
  if (ageMs(one.openedAt, core) <= LATEST_CARD_MS) return postCard(one, paper, hands);
  await abandon(one, 'its card is not there, and it is too late to post it', looking);
  return undefined;
}

async function find(one: Discussion, since: string, platform: ChatPlatform) {
  try {
    const posted = await platform.findPosted(one.place, one.id, since);
    return posted === undefined ? ({ kind: 'not there' } as const) : ({ kind: 'found', posted } as const);
  } catch {
    // It may be there: as long as nobody can tell, it is neither posted again nor given up.
    return { kind: 'can not be looked for' } as const;
  }
}

async function refreshCard(
  { card, ...one }: Extract<Carding, { kind: 'carded' }>['discussion'],
  paper: Paper,
  { core, platform }: Hands,
  { log }: Looking,
): Promise<void> {
  const { kind } = await platform.update(card, await discussionCard(one, paper, core));
  if (kind !== 'sent') log.warn({ discussion: one.id, as: kind }, 'the card of a discussion could not be changed');
}

/** Gives it back for a while; one that was tried for a day is given up. */
async function tryAgain(one: Discussion, looking: Looking, ms = AGAIN_MS): Promise<void> {
  const { core } = looking;
  const { discussions, owner } = core.discussions;
  if (ageMs(one.openedAt, core) > GIVE_UP_MS) return abandon(one, 'it was tried for a day', looking);
  await discussions.release(one.id, { owner, until: inMs(ms, core) });
}

async function abandon(one: Discussion, reason: string, { core, log }: Looking): Promise<void> {
  const { discussions, owner } = core.discussions;
  await discussions.abandon(one.id, owner);
  log.warn({ discussion: one.id, reason }, 'a discussion that was being opened is given up');
}

function ageMs(since: string, { now }: Pick<Core, 'now'>): number {
  return now().getTime() - Date.parse(since);
}
