/** Where one can speak: a channel of a tenant (a server, a workspace), or a thread in it. */
export interface Place {
  readonly platform: string;
  readonly tenant: string;
  readonly channel: string;
  /** The message that the thread starts from: both Discord and Slack address a thread by it. */
  readonly thread?: string;
}

/** What was said, and where. */
export interface Posted {
  readonly place: Place;
  readonly message: string;
}

/** Somebody on a platform: the platform's id, and the name that others see. A name is text, not a way to call the person. */
export interface Person {
  readonly id: string;
  readonly name: string;
  /** The IANA time zone that they told the platform, where it knows one. */
  readonly zone?: string;
}

/** Platforms where people are the same everywhere: what they do in private belongs to a tenant of their own, and to no server. */
const PERSONAL_TENANTS: ReadonlySet<string> = new Set(['discord']);

/** Where one speaks with a person in private. Adapters know it by the sign in front of the id. */
export function directMessagePlace({ platform, tenant }: Place, { id }: Person): Place {
  const channel = `user:${id}`;
  return { platform, tenant: PERSONAL_TENANTS.has(platform) ? channel : tenant, channel };
}

/** The person that a private place belongs to. */
export function directMessageUserId({ channel }: Place): string | undefined {
  return channel.startsWith('user:') ? channel.slice('user:'.length) : undefined;
}

/** Whether a place is somebody's alone, or none at all. */
export function isPrivatePlace(place: Place, person: Person): boolean {
  // Slack's ids of direct conversations begin with a D (https://docs.slack.dev/apis/web-api/using-the-conversations-api).
  if (place.platform === 'slack' && place.channel.startsWith('D')) return true;
  // In private a server has no say: there the tenant is the person.
  return (
    place.channel === '' ||
    directMessageUserId(place) !== undefined ||
    place.tenant === directMessagePlace(place, person).channel
  );
}

/** What was set for a channel, for everybody in it. */
export interface ChannelSettings {
  get(channel: Place, name: string): Promise<string | undefined>;
  set(channel: Place, name: string, value: string): Promise<void>;
}

/** Where a thread is: it may have to be asked for. */
type ResolvePlace = () => Promise<Place | undefined>;

/** Threads in which something happens. */
export interface ThreadActivityThrottle {
  /** Tells it at once, unless it was told of this thread just now: then at the end of that time, once for all that happened meanwhile. */
  record(thread: string, resolvePlace: ResolvePlace): void;
  /** Tells what was not told yet. */
  flush(): void;
}

interface ThreadActivityThrottleDeps {
  readonly onActivity: (where: ResolvePlace) => void;
  /** How long nothing more is told of a thread. */
  readonly intervalMs: number;
}

/** Threads of which is remembered that something happened in them just now. */
export const MAX_TRACKED_THREADS = 10_000;

/** In one moment of talk many messages come, and what is made of them is made once. */
export function createThreadActivityThrottle({
  onActivity,
  intervalMs,
}: ThreadActivityThrottleDeps): ThreadActivityThrottle {
  const entries = new Map<string, { readonly timer: NodeJS.Timeout; trailing?: ResolvePlace }>();

  /** Forgets a thread. Gives what it still has to tell. */
  const removeThread = (thread: string): ResolvePlace | undefined => {
    const entry = entries.get(thread);
    clearTimeout(entry?.timer);
    entries.delete(thread);
    return entry?.trailing;
  };

  const flushThread = (thread: string): void => {
    const trailing = removeThread(thread);
    if (trailing !== undefined) onActivity(trailing);
  };

  const record: ThreadActivityThrottle['record'] = (thread, resolvePlace) => {
    const entry = entries.get(thread);
    if (entry !== undefined) {
      entry.trailing = resolvePlace;
      return;
    }
    const oldest = entries.keys().next().value;
    if (entries.size >= MAX_TRACKED_THREADS && oldest !== undefined) flushThread(oldest);
    const timer = setTimeout(() => {
      const trailing = removeThread(thread);
      if (trailing !== undefined) record(thread, trailing);
    }, intervalMs);
    entries.set(thread, { timer: timer.unref() });
    onActivity(resolvePlace);
  };

  return {
    record,
    flush() {
      for (const thread of [...entries.keys()]) flushThread(thread);
    },
  };
}
