import type { Place } from '../../../src/chat/place.ts';
import type { Message } from './message.ts';
import type { PlaygroundUser } from './people.ts';

/** Who asked for something, and how. */
export interface RequestContext {
  readonly user: PlaygroundUser;
  /** Where the answer belongs. */
  readonly place: Place;
  /** The call that was typed: it is shown with its answer, to those who see that. */
  readonly commandText?: string;
  /** The message whose control was pressed. */
  readonly sourceMessage?: Message;
}
