/** What the core knows about a chat platform, so that it never has to ask for one by name. */
export interface PlatformTraits {
  /** As in places, settings and metric labels: `slack`. */
  readonly name: string;
  /** As people write it: `Slack`. */
  readonly title: string;
  /** Ends the sentence "To subscribe a channel, …": what it takes to manage a channel there, and who can help. */
  readonly managerRequirement: string;
  /** Whether people have the same id in every tenant. What they do in direct messages then belongs to no tenant. */
  readonly hasGlobalUsers: boolean;
  /** Whether a channel id stands for a direct conversation. */
  readonly isDirectChannel: (channelId: string) => boolean;
  /** Whether the platform shows previews of links that people post. */
  readonly hasLinkPreviews: boolean;
  /** Lines of the help about asking Paperboy in a thread. */
  readonly threadHelp: readonly string[];
  readonly postRateLimits: readonly PostRateLimit[];
  /**
   * What a refusal means to people, from the reason in a `PostFailure`; `undefined` for an unknown reason. The same
   * error code may mean something else when a thread is opened.
   */
  readonly explainRefusal: (reason: string, attempted: 'post' | 'open-thread') => FailureExplanation | undefined;
}

/** Why the platform refuses a post, and what would change that: a clause, and a sentence. */
export interface FailureExplanation {
  readonly cause: string;
  readonly fix: string;
  /** It may pass without anybody's help, so a retry makes sense. */
  readonly isTransient?: boolean;
}

/** How fast unsolicited posts may follow each other. */
export interface PostRateLimit {
  readonly scope: 'platform' | 'tenant' | 'channel';
  readonly minIntervalMs: number;
}

/** The traits of a platform by its name. Unknown platforms have the defaults. */
export type FindTraits = (platform: string) => PlatformTraits;

/** Traits with the defaults of a platform without limits, threads or permissions. */
export function definePlatformTraits(
  traits: Pick<PlatformTraits, 'name' | 'title'> & Partial<PlatformTraits>,
): PlatformTraits {
  return {
    managerRequirement: 'you have to manage it. Ask one of its managers.',
    hasGlobalUsers: false,
    isDirectChannel: () => false,
    hasLinkPreviews: false,
    threadHelp: [],
    postRateLimits: [],
    explainRefusal: () => undefined,
    ...traits,
  };
}

/** A known refusal: a pattern that its reason contains, and the explanation. */
export type KnownRefusal = FailureExplanation & { readonly pattern: RegExp };

/** The first known refusal whose pattern is in the reason. */
export function findRefusal(reason: string, known: readonly KnownRefusal[]): FailureExplanation | undefined {
  return known.find(({ pattern }) => pattern.test(reason));
}

export function explainPostRefusal(reason: string, { explainRefusal }: PlatformTraits): FailureExplanation {
  return explainRefusal(reason, 'post') ?? unknownRefusal(reason);
}

export function explainThreadRefusal(reason: string, { explainRefusal }: PlatformTraits): FailureExplanation {
  return explainRefusal(reason, 'open-thread') ?? unknownRefusal(reason);
}

function unknownRefusal(reason: string): FailureExplanation {
  return {
    cause: `the platform refused it (${reason})`,
    fix: 'Choose another channel, or contact the person who runs Paperboy.',
  };
}

/** "Paperboy isn't in the channel. Type /invite @Paperboy there." */
export function formatExplanation({ cause, fix }: FailureExplanation): string {
  return `${cause.charAt(0).toUpperCase()}${cause.slice(1)}. ${fix}`;
}
