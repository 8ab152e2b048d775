import { setTimeout as sleep } from 'node:timers/promises';
import type { Context } from '../chat/context.ts';
import type { Document } from '../chat/document.ts';
import type { Place } from '../chat/place.ts';
import { ARRIVES_WITHIN_MS } from '../chat/platform.ts';
import { UserError, unreachable } from '../errors.ts';
import type { Paper } from '../papers/paper.ts';
import { idsOf } from '../papers/papers.ts';
import { channelOf } from './channel-of.ts';
import type { Discussion } from './discussion.ts';
import { type Hands, inMs, leaseOf } from './hands.ts';
import {
  cardIsUnsure,
  cardRefusal,
  here,
  onItsWay,
  threadIsLate,
  threadPutOff,
  threadRefused,
} from './opening-in-words.ts';
import { type Carding, noteCard, postCard } from './post-card.ts';
import { reopen } from './reopen.ts';
import { openThreadOn } from './thread-on-card.ts';

/** How long somebody waits for another one who opens the same discussion just now, and how often they look. */
const PATIENCE_MS = 5000;
const GLANCE_MS = 200;
/** What was there may be gone by the time that one looks at it; more often than this it is not. */
const MOST_ATTEMPTS = 3;

/**
 * Opens the discussion of a paper in the channel that somebody calls from, and says where it is. Where the channel has one already it is
 * that one: woken, where it went to sleep, and brought back to the lists; where nobody can write in it any more, a new one takes its place.
 *
 * @param wait passes milliseconds
 * @throws UserError where there can be none, and says what would mend it
 */
export async function openDiscussion(
  paper: Paper,
  context: Context,
  wait: (ms: number) => Promise<unknown> = sleep,
): Promise<Document> {
  const place = channelOf(context);
  const platform = context.discussions.platform(place.platform);
  if (platform === undefined) {
    throw new UserError(
      'A discussion needs a channel that Paperboy is connected to. Start Paperboy there, and call this in it.',
    );
  }
  if (context.cannotOpenThread !== undefined) {
    const open = await goToOpen(paper, place, { core: context, platform });
    if (open === undefined) throw new UserError(context.cannotOpenThread);
    return open;
  }
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt += 1) {
    const id = context.discussions.newId();
    // Two who press in one process are two: each of them has in hand what they began.
    const hands = { core: context, platform, owner: `${context.discussions.owner} ${id}` };
    const { isNew, discussion } = await begin(id, paper, place, hands, context);
    const answer = isNew ? await openNew(discussion, paper, hands) : await goTo(discussion, paper, hands, wait);
    if (answer !== undefined) return answer;
  }
  return onItsWay(paper);
}

/** Leads to one that is open. Gives nothing where there is none, or nobody can write in it any more. */
async function goToOpen(
  paper: Paper,
  place: Place,
  hands: Pick<Hands, 'core' | 'platform'>,
): Promise<Document | undefined> {
  for (const one of await hands.core.discussions.discussions.ofPapers(place, idsOf(paper))) {
    const answer = await reopen(one, paper, hands);
    if (answer !== undefined) return answer;
  }
  return undefined;
}

async function begin(id: string, paper: Paper, place: Place, { owner, core }: Hands, { person }: Context) {
  const { discussions } = core.discussions;
  const earlier = await discussions.lastEnded(place, idsOf(paper));
  const wanted = {
    ...{ id, place, paperId: paper.id, opener: { id: person.id, name: person.name } },
    openedAt: core.now().toISOString(),
    ...(earlier !== undefined && { follows: earlier.id }),
  };
  return discussions.begin(wanted, leaseOf(owner, core));
}

/** Opens one that was begun just now. Gives nothing where somebody else has it in hand by the end. */
async function openNew(one: Discussion, paper: Paper, hands: Hands): Promise<Document | undefined> {
  const { core, owner } = hands;
  const { discussions } = core.discussions;
  const carding = await cardOrFind(one, paper, hands);
  switch (carding.kind) {
    case 'lost':
      return undefined;
    case 'refused':
      await discussions.abandon(one.id, owner);
      throw cardRefusal(carding.failure, one.place);
    case 'unknown':
      await discussions.release(one.id, { owner, until: inMs(ARRIVES_WITHIN_MS, core) });
      return cardIsUnsure(paper, carding.reason);
    case 'carded':
      break;
    default:
      return unreachable(carding);
  }
  const threading = await openThreadOn(carding.discussion, paper, hands);
  switch (threading.kind) {
    case 'lost':
      return undefined;
    case 'open':
      return here(paper, threading.thread);
    case 'later':
      if (threading.refused !== undefined) throw threadPutOff(threading.refused, one.place);
      return threadIsLate(paper);
    case 'threadless':
      throw threadRefused(threading.reason, one.place);
    default:
      return unreachable(threading);
  }
}

/** Posts the card. One of which no answer came may be there all the same. */
async function cardOrFind(one: Discussion, paper: Paper, hands: Hands): Promise<Carding> {
  const since = hands.core.now().toISOString();
  const carding = await postCard(one, paper, hands);
  if (carding.kind !== 'unknown') return carding;
  try {
    const card = await hands.platform.findPosted(one.place, one.id, since);
    return card === undefined ? carding : await noteCard(one, card, hands);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { kind: 'unknown', reason: `${carding.reason}, and it can not be looked for: ${why}` };
  }
}

/** Leads to one that was there. Gives nothing where it is not there any more. */
async function goTo(
  one: Discussion,
  paper: Paper,
  hands: Hands,
  wait: (ms: number) => Promise<unknown>,
): Promise<Document | undefined> {
  if (one.state.kind === 'open') return reopen(one, paper, hands);
  const { discussions } = hands.core.discussions;
  const { platform, tenant } = one.place;
  for (let waited = 0; waited < PATIENCE_MS; waited += GLANCE_MS) {
    await wait(GLANCE_MS);
    const now = await discussions.get(platform, tenant, one.id);
    if (now === undefined || now.state.kind === 'ended') return undefined;
    if (now.state.kind === 'open') return here(paper, now.thread);
  }
  return onItsWay(paper);
}
