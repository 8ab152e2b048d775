import type { Core } from '../chat/context.ts';
import { ARRIVES_WITHIN_MS, type ChatPlatform } from '../chat/platform.ts';
import type { Lease } from '../lease.ts';

/** What it takes to work on a discussion that one has in hand. */
export interface Hands {
  readonly core: Core;
  readonly platform: ChatPlatform;
  /** Who has the lease. */
  readonly owner: string;
}

/** After this long neither a card nor its thread is tried for any more. */
export const GIVE_UP_MS = 24 * 60 * 60_000;

/**
 * How long nobody else may take what is in hand: longer than a card takes to show, so that whoever takes it over when its owner died in
 * the middle of a post can tell whether that came through.
 */
const LEASE_MS = ARRIVES_WITHIN_MS + 30_000;

/** A lease from now on, for longer than a card takes to show. */
export function leaseOf(owner: string, core: Pick<Core, 'now'>): Lease {
  return { owner, until: inMs(LEASE_MS, core) };
}

/** The instant so many milliseconds from now, ISO 8601. */
export function inMs(ms: number, { now }: Pick<Core, 'now'>): string {
  return new Date(now().getTime() + ms).toISOString();
}
