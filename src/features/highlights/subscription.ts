import type { Person, Place } from '../../chat/place.ts';
import type { Schedule } from './schedule.ts';

/** What someone wants to be posted, where and when. Instants are ISO 8601 in UTC. */
export interface Subscription {
  readonly id: string;
  /** A channel, a thread, or someone's direct messages (`directMessagePlace`). */
  readonly place: Place;
  readonly owner: Person;
  /** New papers, or the papers discussed most in the channel in the past week. */
  readonly about: 'papers' | 'discussions';
  /** In the query language; empty for everything. */
  readonly topic: string;
  readonly schedule: Schedule;
  readonly criteria: SelectionCriteria;
  /** What to post if nothing is new: papers from the archive that weren't shown yet, labeled as such, or nothing. */
  readonly onQuietDay: 'archive' | 'silence';
  /** Whether a chart of papers per month goes above the papers. Needs a topic and one post a week. */
  readonly hasChart: boolean;
  readonly state: SubscriptionState;
  readonly createdAt: string;
  /** The next post; none while it is paused indefinitely. */
  readonly nextSlot?: string;
  /** The version of the time zone data (`process.versions.tz`) that `nextSlot` was computed with. */
  readonly tzdataVersion: string;
}

/** More papers in one post aren't read. */
export const MAX_PAPERS = 10;

/** No paper has more upvotes. */
export const MAX_UPVOTES = 10_000;

/** How long unsubscribing can be undone. */
export const UNDO_WINDOW_MS = 7 * 24 * 60 * 60_000;

export type SelectionCriteria =
  | { readonly kind: 'best'; readonly count: number }
  | { readonly kind: 'upvotes'; readonly atLeast: number };

export type SubscriptionState =
  | { readonly kind: 'active' }
  /** Without `until` it stays paused until someone resumes it. */
  | { readonly kind: 'paused'; readonly until?: string }
  /** Someone unsubscribed. It is kept for `UNDO_WINDOW_MS`. */
  | {
      readonly kind: 'ended';
      readonly at: string;
      readonly by: string;
      /** Set if it was paused when it ended, to be restored by an undo. */
      readonly paused?: { readonly until?: string };
    }
  /** Posts are refused. It is retried at each slot, and never deleted. */
  | { readonly kind: 'broken'; readonly since: string; readonly reason: string; readonly ownerNotified: boolean };

/** Reads and changes on behalf of people always name the tenant, so that no tenant sees data of another. */
export interface SubscriptionRepository {
  add(subscription: Subscription): Promise<void>;
  get(platform: string, tenant: string, id: string): Promise<Subscription | undefined>;
  /** Those of a tenant that haven't ended, oldest first. */
  list(
    platform: string,
    tenant: string,
    filter?: { readonly channel?: string; readonly ownerId?: string },
  ): Promise<readonly Subscription[]>;
  /** Replaces the subscription with the same id. */
  update(subscription: Subscription): Promise<void>;
  /** Sets the state, unless it differs from `subscription.state` by now: someone who paused or ended it meanwhile wins. */
  updateState(subscription: Subscription, state: SubscriptionState): Promise<boolean>;
  /** Sets the next slot, unless it differs from `subscription.nextSlot` by now. */
  updateNextSlot(subscription: Subscription, next: Pick<Subscription, 'nextSlot' | 'tzdataVersion'>): Promise<boolean>;
  /** Deletes it with all its deliveries. Returns whether it existed. */
  remove(platform: string, tenant: string, id: string): Promise<boolean>;
  /** Those of all tenants whose next slot has come, earliest first. */
  findDue(now: string, limit: number): Promise<readonly Subscription[]>;
  /** Deletes those that ended before an instant, and everything of theirs. Returns how many. */
  deleteEnded(before: string): Promise<number>;
  /** Those whose next slot was computed with another version of the time zone data. */
  findWithOutdatedTzdata(tzdataVersion: string, limit: number): Promise<readonly Subscription[]>;
}

/** The instant from which it posts: the end of a pause, or `now`. */
export function resumesAt({ state }: Pick<Subscription, 'state'>, now: string): string {
  return state.kind === 'paused' && state.until !== undefined && state.until > now ? state.until : now;
}

export function withState(subscription: Subscription, state: SubscriptionState, next?: string): Subscription {
  const { nextSlot: _, ...rest } = subscription;
  return { ...rest, state, ...(next !== undefined && { nextSlot: next }) };
}

/** The criteria as an option value: `best5`, `upvotes20`. */
export function encodeCriteria(criteria: SelectionCriteria): string {
  return criteria.kind === 'best' ? `best${criteria.count}` : `upvotes${criteria.atLeast}`;
}

export function decodeCriteria(text = ''): SelectionCriteria | undefined {
  const [, kind, digits] = /^(best|upvotes)(\d{1,5})$/.exec(text) ?? [];
  const number = Number(digits);
  if (kind === undefined || number < 1) return undefined;
  return kind === 'best' ? { kind, count: Math.min(number, MAX_PAPERS) } : { kind: 'upvotes', atLeast: number };
}

/** Half the papers, or twice the threshold; `undefined` at the limit. */
export function reduceCriteria(criteria: SelectionCriteria): SelectionCriteria | undefined {
  if (criteria.kind === 'best') {
    return criteria.count === 1 ? undefined : { kind: 'best', count: Math.floor(criteria.count / 2) };
  }
  const atLeast = Math.min(criteria.atLeast * 2, MAX_UPVOTES);
  return atLeast === criteria.atLeast ? undefined : { kind: 'upvotes', atLeast };
}
