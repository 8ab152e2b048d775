import type { Lease } from '../../lease.ts';

/** How a source stands, for all processes on the same database. Instants are ISO 8601 in UTC. */
export interface SourceStanding {
  readonly name: string;
  /** When it last gave an answer that could be used. */
  readonly answeredAt?: string;
  /** Of one that gives none now. */
  readonly failing?: {
    readonly since: string;
    /** Failures one after the other. */
    readonly times: number;
    /** Until then nobody asks it. */
    readonly until: string;
    readonly reason: string;
    /** It said itself that it wants to be left alone until then: nobody asks it before, for no reason. */
    readonly asksToWait: boolean;
  };
}

/** The name of the part that is no day's list. */
export const TRENDING = 'trending';

/** What was asked of a source last under a name: a day (`2026-11-20`), or `trending`. */
export interface SourcePart {
  readonly part: string;
  /** When it was answered last. */
  readonly at: string;
  readonly validator?: string;
  /** The papers in its list, in its order, without version. */
  readonly paperIds: readonly string[];
}

/** What is known about the sources, in the store: who asks them, what they answered, and when they failed. */
export interface SourceLedger {
  /** Takes a source for this process, or holds it longer. False while another process has it. */
  lease(name: string, lease: Lease, now: string): Promise<boolean>;
  /** Gives it back. */
  release(name: string, owner: string): Promise<void>;
  standing(name: string): Promise<SourceStanding>;
  answered(name: string, at: string): Promise<void>;
  /** Notes a failure: the first of a row says since when. */
  failed(
    name: string,
    failure: Pick<NonNullable<SourceStanding['failing']>, 'until' | 'reason' | 'asksToWait'> & { readonly at: string },
  ): Promise<void>;
  part(name: string, part: string): Promise<SourcePart | undefined>;
  /** All parts from one name to another, both included, in their order: the days of a span. */
  parts(name: string, from: string, to: string): Promise<readonly SourcePart[]>;
  /** Puts a part in the place of the one with its name. */
  keep(name: string, part: SourcePart): Promise<void>;
}
