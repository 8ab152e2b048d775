import { UserError } from '../../../src/errors.ts';
import type { ReplySender } from './answers.ts';
import type { DispatchAs, TabRequestOf, TabResponse } from './deed.ts';
import { hasAction, messagePlace } from './message.ts';
import type { PlaygroundUser } from './people.ts';
import type { MessageStore } from './room.ts';
import { requireVisibleMessage } from './where.ts';

interface ActionDeps {
  readonly dispatchAs: DispatchAs;
  readonly messages: MessageStore;
  readonly replySender: ReplySender;
}

/** Does what a control does that somebody pressed. What their tab says counts only where the message has such a control. */
export function createActionHandler({ dispatchAs, messages, replySender }: ActionDeps) {
  return async (user: PlaygroundUser, { message: messageId, action }: TabRequestOf<'press'>): Promise<TabResponse> => {
    const sourceMessage = requireVisibleMessage(messageId, user, messages);
    if (!hasAction(sourceMessage, action)) {
      throw new UserError('This message has changed, and what you pressed is not in it any more. Look at it again.');
    }
    const place = messagePlace(sourceMessage);
    return replySender.deliver(await dispatchAs(user, place, { kind: 'action', action }), {
      user,
      place,
      sourceMessage,
    });
  };
}
