import type { AppServices, CallContext } from '../../chat/context.ts';
import { isPrivatePlace, type Person, type Place, type Posted } from '../../chat/place.ts';
import { type ChatPlatform, POST_VISIBILITY_DELAY_MS, type Thread } from '../../chat/platform.ts';
import { UserError } from '../../runtime/errors.ts';
import type { Lease } from '../../runtime/lease.ts';

/** The one thread about a paper in a channel. Instants are ISO 8601 in UTC. */
export interface Discussion {
  /** Also the key of the post that its thread starts from. */
  readonly id: string;
  /** The channel, not the thread. */
  readonly place: Place;
  readonly paperId: string;
  readonly opener: Pick<Person, 'id' | 'name'>;
  readonly openedAt: string;
  readonly state: DiscussionState;
  /** The post that the thread starts from. */
  readonly card?: Posted;
  readonly thread?: Thread;
  readonly activity: DiscussionActivity;
  /** The discussion that this one takes the place of, as that was deleted or locked. */
  readonly follows?: string;
  /** Whether Paperboy's lists show it: whoever opened it may take it out. */
  readonly isListed: boolean;
}

export type DiscussionState =
  /** Its row is there, and its card or its thread may be. `attemptedAt`: since when the card may have been posted. */
  | { readonly kind: 'opening'; readonly attemptedAt?: string }
  | { readonly kind: 'open' }
  /** `merged`: its paper turned out to be another one, which has a discussion in this channel that goes on. */
  | { readonly kind: 'ended'; readonly at: string; readonly reason: 'deleted' | 'locked' | 'merged' };

/** How much was said. */
export interface DiscussionActivity {
  readonly replies: number;
  readonly people: number;
  /** None while nobody has replied. */
  readonly lastAt?: string;
}

/** A discussion and how many replies it got in a time. */
export interface RankedDiscussion {
  readonly discussion: Discussion;
  readonly replies: number;
}

/** What somebody wants to open. */
export type NewDiscussion = Pick<Discussion, 'id' | 'place' | 'paperId' | 'opener' | 'openedAt' | 'follows'>;

/**
 * Discussions as the store keeps them. A channel has one that has not ended for each paper: the database holds that, so two who open one
 * at the same moment get the same. What is read or changed for people always names the tenant, so that no tenant sees another's.
 */
export interface DiscussionRepository {
  /** Begins a discussion and leases it; where the channel has one of this paper that has not ended, gives that, whoever has it in hand. */
  findOrCreate(
    newDiscussion: NewDiscussion,
    lease: Lease,
  ): Promise<{ readonly isNew: boolean; readonly discussion: Discussion }>;
  get(platform: string, tenant: string, id: string): Promise<Discussion | undefined>;
  /** Those of these papers in a channel that are open. */
  findOpenByPapers(place: Place, paperIds: readonly string[]): Promise<readonly Discussion[]>;
  /** The one whose thread a place is, also when it has ended: people may still ask about its paper there. */
  findByThread(place: Place): Promise<Discussion | undefined>;
  /** The one of these papers in a channel that was deleted or locked last. */
  findLastEnded(place: Place, paperIds: readonly string[]): Promise<Discussion | undefined>;
  /** The open and listed ones of a channel, the one with the latest activity (else opening) first. */
  list(place: Place, limit: number): Promise<readonly Discussion[]>;
  /** The open and listed ones of a channel with replies since an instant, the one with the most first. It counts whole UTC days. */
  listMostDiscussed(place: Place, since: string, limit: number): Promise<readonly RankedDiscussion[]>;

  /** Notes that the card is about to be posted. False when the lease was lost. */
  recordPostAttempt(id: string, call: { readonly owner: string; readonly at: string }): Promise<boolean>;
  /** Notes the card. False when the lease was lost. */
  recordCard(id: string, call: { readonly owner: string; readonly card: Posted }): Promise<boolean>;
  /** Notes the thread: the discussion is open, and is looked at next at an instant. False when the lease was lost. */
  markOpen(
    id: string,
    call: { readonly owner: string; readonly thread: Thread; readonly refreshAt: string },
  ): Promise<boolean>;
  /** Deletes one that is still opening, as it can't be opened. False when the lease was lost. */
  deleteOpening(id: string, owner: string): Promise<boolean>;
  /** Gives one back that is still opening, to be tried again from an instant on. */
  release(id: string, call: { readonly owner: string; readonly until: string }): Promise<void>;
  /** Ends one that is open. False where it has ended already. */
  end(id: string, call: { readonly at: string; readonly reason: 'deleted' | 'locked' }): Promise<boolean>;
  /** Takes one out of the lists or back in. False where this person has opened none with this id. */
  setListed(discussion: Pick<Discussion, 'id' | 'place'>, isListed: boolean, openerId?: string): Promise<boolean>;

  /** Leases those that are opening and that nobody has in hand any more. */
  claimOpenings(call: DiscussionClaim): Promise<readonly Discussion[]>;
  /** Leases open ones that are due to be looked at, those that wait longest first. */
  claimDueRefreshes(call: DiscussionClaim): Promise<readonly Discussion[]>;
  /** Notes what a look has seen, also for the day of `now`, and when the next is; gives the lease back. False when the lease was lost. */
  recordRefresh(
    id: string,
    call: {
      readonly owner: string;
      readonly now: string;
      readonly activity: DiscussionActivity;
      /** None: it sleeps until it stirs. */
      readonly refreshAt?: string;
    },
  ): Promise<boolean>;
  /** Something happened in the thread of one: it is to be looked at, a minute after the last look at the earliest. */
  recordThreadActivity(thread: Place, now: string): Promise<void>;
  /** Deletes those that ended before an instant. Gives how many. */
  deleteEnded(before: string): Promise<number>;
}

interface DiscussionClaim {
  readonly lease: Lease;
  readonly now: string;
  readonly limit: number;
  /** Those that this process is connected to: others are for others. */
  readonly platforms: readonly string[];
}

/** What commands need of the discussions. */
export interface DiscussionService {
  readonly repository: DiscussionRepository;
  /** A platform that is connected. */
  findPlatform(name: string): ChatPlatform | undefined;
  /** The names of those that are connected. */
  connectedPlatforms(): readonly string[];
  /** Who this process is, among others on the same database. */
  readonly owner: string;
  /** Looks at the threads that are due, as one has stirred just now. */
  refreshSoon(): void;
  /** Is told why nobody can say which papers are discussed: lists come without that. */
  onBadgesUnavailable(error: unknown): void;
  /** A fresh id, of eight small letters and digits. */
  newId(): string;
}

/** What it takes to work on a discussion that one has in hand. */
export interface DiscussionDeps {
  readonly core: AppServices;
  readonly platform: ChatPlatform;
  /** Who has the lease. */
  readonly owner: string;
}

/** After this long neither a card nor its thread is tried for any more. */
export const OPENING_DEADLINE_MS = 24 * 60 * 60_000;

/**
 * How long nobody else may take what is in hand: longer than a card takes to show, so that whoever takes it over when its owner died in
 * the middle of a post can tell whether that came through.
 */
const OPENING_LEASE_MS = POST_VISIBILITY_DELAY_MS + 30_000;

/** A lease from now on, for longer than a card takes to show. */
export function createOpeningLease(owner: string, core: Pick<AppServices, 'now'>): Lease {
  return { owner, until: isoTimestampIn(OPENING_LEASE_MS, core) };
}

/** The instant so many milliseconds from now, ISO 8601. */
export function isoTimestampIn(ms: number, { now }: Pick<AppServices, 'now'>): string {
  return new Date(now().getTime() + ms).toISOString();
}

/**
 * The channel that somebody calls from, also where they call from a thread in it.
 *
 * @throws UserError where they are in none
 */
export function requireChannel({ place, person }: Pick<CallContext, 'place' | 'person'>): Place {
  if (isPrivatePlace(place, person)) {
    throw new UserError('Discussions are in channels, where others can join: do this in a channel.');
  }
  const { platform, tenant, channel } = place;
  return { platform, tenant, channel };
}
