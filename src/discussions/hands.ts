import type { AppServices } from '../chat/context.ts';
import { type ChatPlatform, POST_VISIBILITY_DELAY_MS } from '../chat/platform.ts';
import type { Lease } from '../lease.ts';

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
