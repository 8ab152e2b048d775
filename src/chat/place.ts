import type { PlatformTraits } from './platform-traits.ts';

/** Where people talk: a channel of a tenant (a server or workspace), or a thread in it. */
export interface Place {
  readonly platform: string;
  readonly tenant: string;
  readonly channel: string;
  /** The id of the message that the thread is on, on Discord as on Slack. */
  readonly thread?: string;
}

/** A sent message. */
export interface Posted {
  readonly place: Place;
  readonly message: string;
}

export interface Person {
  /** The platform's id. */
  readonly id: string;
  /** The display name. It mentions nobody. */
  readonly name: string;
  /** The IANA time zone of their profile, if the platform has one. */
  readonly zone?: string;
}

/** Who runs a command, and where. */
export interface CallContext {
  readonly place: Place;
  readonly person: Person;
  /** The platform of `place`. */
  readonly platform: PlatformTraits;
  /** Whether they may change what everybody in this place gets. */
  readonly canManage: boolean;
  /** Why no thread can be opened there for them, if the platform tells in advance. */
  readonly threadBlockedReason?: string | undefined;
}

/** Where direct messages to a person go. Adapters recognize it by the `user:` in front of the id. */
export function directMessagePlace(
  { platform, tenant }: Place,
  { id }: Pick<Person, 'id'>,
  { hasGlobalUsers }: Pick<PlatformTraits, 'hasGlobalUsers'>,
): Place {
  const channel = `user:${id}`;
  return { platform, tenant: hasGlobalUsers ? channel : tenant, channel };
}

/** The person whose direct messages a place is, if it is one made by `directMessagePlace`. */
export function directMessageUserId({ channel }: Place): string | undefined {
  return channel.startsWith('user:') ? channel.slice('user:'.length) : undefined;
}

/** Whether only the person sees what is said in their place: a direct conversation, or none at all. */
export function isPrivatePlace({
  place,
  person,
  platform,
}: {
  readonly place: Place;
  readonly person: Pick<Person, 'id'>;
  readonly platform: Pick<PlatformTraits, 'isDirectChannel'>;
}): boolean {
  return (
    place.channel === '' ||
    directMessageUserId(place) !== undefined ||
    place.tenant === `user:${person.id}` ||
    platform.isDirectChannel(place.channel)
  );
}

/** Settings that apply to a whole channel. */
export interface ChannelSettings {
  get(channel: Place, name: string): Promise<string | undefined>;
  set(channel: Place, name: string, value: string): Promise<void>;
}

/** The place of a thread. It may take a request to find out. */
export type ResolvePlace = () => Promise<Place | undefined>;
