import type { Place, Posted } from '../../../src/chat/place.ts';
import type { ChatPlatform, PostOutcome } from '../../../src/chat/platform.ts';
import { LIMITS } from '../limits.ts';
import { isHere } from './channels.ts';
import { type Message, placeOf } from './message.ts';
import type { Room } from './room.ts';

type Sender = Pick<ChatPlatform, 'post' | 'update' | 'findPosted'>;

const PAPERBOY = { kind: 'paperboy' } as const;
const NO_CHANNEL = { kind: 'gone', reason: 'there is no such channel at the playground' } as const;
export const FORGOTTEN = {
  kind: 'gone',
  reason: 'the playground has forgotten that message, as it does when Paperboy starts again',
} as const;

/** Says things unasked. */
export function createSender({ room, now }: { room: Room; now: () => Date }): Sender {
  const posts = new Map<string, { readonly posted: Posted; readonly at: Date }>();

  const remember = (slot: string, posted: Posted): void => {
    posts.set(slot, { posted, at: now() });
    const oldest = posts.keys().next().value;
    if (posts.size > LIMITS.posts && oldest !== undefined) posts.delete(oldest);
  };

  return {
    async post(place, document, key) {
      const slot = slotOf(place, key);
      const known = posts.get(slot);
      if (known !== undefined) return { kind: 'sent', posted: known.posted };
      const { channel, thread } = place;
      if (!isHere(place)) return NO_CHANNEL;
      if (thread !== undefined && room.get(thread)?.channel !== channel) return FORGOTTEN;
      const { id } = room.add({
        channel,
        ...(thread !== undefined && { thread }),
        author: PAPERBOY,
        said: document,
      });
      const posted = { place, message: id };
      remember(slot, posted);
      return { kind: 'sent', posted };
    },
    async update(posted, said): Promise<PostOutcome> {
      const changed = findOwn(posted, room) && room.change(posted.message, { said });
      return changed === undefined ? FORGOTTEN : { kind: 'sent', posted };
    },
    async findPosted(place, key, since) {
      const known = posts.get(slotOf(place, key));
      return known !== undefined && known.at >= new Date(since) ? known.posted : undefined;
    },
  };
}

/** What Paperboy said, where it said it. */
export function findOwn({ place, message: id }: Posted, room: Room): Message | undefined {
  const message = room.get(id);
  if (message?.author.kind !== 'paperboy' || slotOf(placeOf(message)) !== slotOf(place)) return undefined;
  return message;
}

function slotOf({ platform, tenant, channel, thread }: Place, key?: string): string {
  return JSON.stringify([platform, tenant, channel, thread, key]);
}
