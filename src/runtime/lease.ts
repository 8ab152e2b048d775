import { type Clock, isoTimestampIn } from './clock.ts';

/** One process's exclusive right to a job. Any other process may take the job over once the lease has expired. */
export interface Lease {
  readonly owner: string;
  /** ISO 8601 in UTC. */
  readonly until: string;
}

/** Which jobs a process claims, and the lease it wants on each. */
export interface ClaimRequest {
  readonly lease: Lease;
  /** ISO 8601 in UTC. */
  readonly now: string;
  readonly limit: number;
  /** The names of the platforms that the process is connected to. It can't do jobs of any other. */
  readonly platforms: readonly string[];
}

/** A lease that starts now. */
export function createLease(owner: string, ttlMs: number, clock: Clock): Lease {
  return { owner, until: isoTimestampIn(ttlMs, clock) };
}
