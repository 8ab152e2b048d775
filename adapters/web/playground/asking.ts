import type { Place } from '../../../src/chat/place.ts';
import type { Message } from './message.ts';
import type { Sitter } from './people.ts';

/** Who asked for something, and how. */
export interface Asking {
  readonly who: Sitter;
  /** Where the answer belongs. */
  readonly place: Place;
  /** The call that was typed: it is shown with its answer, to those who see that. */
  readonly typed?: string;
  /** The message whose control was pressed. */
  readonly pressed?: Message;
}
