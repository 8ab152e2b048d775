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
