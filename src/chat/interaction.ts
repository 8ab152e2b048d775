import type { CommandCall } from './command.ts';
import type { Document } from './document.ts';
import type { Form } from './form.ts';
import type { OptionValues, Suggestion } from './option.ts';
import type { Person, Place } from './place.ts';

/** What somebody did on a platform. */
export type ChatInteraction = {
  readonly place: Place;
  readonly person: Person;
  /** Whether they may change what everybody in this place gets. */
  readonly canManage?: boolean;
  /** Why no thread can be opened there for them, if the platform tells in advance. Existing threads are open to them all the same. */
  readonly threadBlockedReason?: string;
} & (
  | { readonly kind: 'command'; readonly call: CommandCall }
  | { readonly kind: 'action'; readonly action: string }
  | { readonly kind: 'autocomplete'; readonly command: string; readonly option: string; readonly partial: string }
  /** `isDraft`: the message isn't sent yet, and only its author sees the previews. */
  | { readonly kind: 'link-shared'; readonly urls: readonly string[]; readonly isDraft: boolean }
  /** Asks which papers a message of anybody is about. */
  | { readonly kind: 'message-shortcut'; readonly text: string }
  /** A message to Paperboy in a thread or in private, where slash commands don't work or aren't needed. */
  | { readonly kind: 'mention'; readonly text: string; readonly starter?: ThreadStarter }
  /** Something happened in the thread of `place`. What was said, and by whom, isn't passed on. */
  | { readonly kind: 'thread-activity' }
  | { readonly kind: 'form-submitted'; readonly command: string; readonly values: OptionValues }
  | { readonly kind: 'home-opened' }
  | { readonly kind: 'installed' }
  | { readonly kind: 'uninstalled' }
);

/** An interaction without the person and the place. */
export type InteractionPayload = ChatInteraction extends infer Each
  ? Each extends ChatInteraction
    ? Omit<Each, 'place' | 'person' | 'canManage' | 'threadBlockedReason'>
    : never
  : never;

/** The message that a thread is on: its text, and the actions of its controls. */
export interface ThreadStarter {
  readonly text: string;
  readonly actions: readonly string[];
}

export interface Reply {
  readonly kind: 'reply';
  readonly document: Document;
  /** Only the person who caused the interaction sees it. */
  readonly ephemeral: boolean;
  /** It replaces the message whose button was pressed. */
  readonly replacesOriginal: boolean;
  /** `refused`: a `UserError`; `failed`: a bug or an outage, logged under the id that the document shows. */
  readonly outcome: 'answered' | 'refused' | 'failed';
  /** For `refused`: what is wrong with each option, by its name. */
  readonly fieldErrors?: Readonly<Record<string, string>>;
}

/** What an adapter does in response to an interaction. */
export type ChatResponse =
  | Reply
  /** Opens the form. */
  | { readonly kind: 'form'; readonly form: Form }
  /** `hasFailed`: a bug or an outage, which is logged. */
  | { readonly kind: 'suggestions'; readonly suggestions: readonly Suggestion[]; readonly hasFailed?: true }
  | { readonly kind: 'link-previews'; readonly previews: readonly LinkPreview[] }
  | { readonly kind: 'no-response' };

/** Never rejects. */
export type InteractionHandler = (interaction: ChatInteraction) => Promise<ChatResponse>;

/** A card below a link that somebody posted. */
export interface LinkPreview {
  readonly url: string;
  readonly document: Document;
}
