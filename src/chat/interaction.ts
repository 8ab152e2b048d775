import type { CommandCall } from './command.ts';
import type { Document } from './document.ts';
import type { Form } from './form.ts';
import type { OptionValues, Suggestion } from './option.ts';
import type { Person, Place } from './place.ts';

/** What somebody did on a platform, in one of eleven forms. */
export type ChatInteraction = {
  readonly place: Place;
  readonly person: Person;
  /** Whether they may change what everybody in this place gets. What concerns themselves alone they always may. */
  readonly canManage?: boolean;
  /** Why no thread can be opened there for them, where the platform tells that beforehand. One that is there they can be led to all the same. */
  readonly threadBlockedReason?: string;
} & (
  | { readonly kind: 'command'; readonly call: CommandCall }
  | { readonly kind: 'action'; readonly action: string }
  | { readonly kind: 'autocomplete'; readonly command: string; readonly option: string; readonly partial: string }
  /** `isDraft`: the message with the links is still being written, and only its author sees what is answered. */
  | { readonly kind: 'link-shared'; readonly urls: readonly string[]; readonly isDraft: boolean }
  /** Somebody asked what papers a message of anybody is about. */
  | { readonly kind: 'message-shortcut'; readonly text: string }
  /** Somebody addressed Paperboy in a thread or in private, where slash commands do not work or are not needed. */
  | { readonly kind: 'mention'; readonly text: string; readonly starter?: ThreadStarter }
  /** Something happened in the thread that `place` names. What was said, and by whom, is not told. */
  | { readonly kind: 'thread-activity' }
  | { readonly kind: 'form-submitted'; readonly command: string; readonly values: OptionValues }
  | { readonly kind: 'home-opened' }
  | { readonly kind: 'installed' }
  | { readonly kind: 'uninstalled' }
);

/** What somebody did, without who and where. */
export type InteractionPayload = ChatInteraction extends infer Each
  ? Each extends ChatInteraction
    ? Omit<Each, 'place' | 'person' | 'canManage' | 'threadBlockedReason'>
    : never
  : never;

/** The message that a thread starts from: what it says, and the actions of its controls. */
export interface ThreadStarter {
  readonly text: string;
  readonly actions: readonly string[];
}

/** What is said to an invocation. */
export interface Reply {
  readonly kind: 'reply';
  readonly document: Document;
  /** For the one who asked alone. */
  readonly ephemeral: boolean;
  /** Takes the place of the message whose button was pressed. */
  readonly replacesOriginal: boolean;
  /** `refused`: the person has to do something else; `failed`: a fault of ours, logged under the id that the document names. */
  readonly outcome: 'answered' | 'refused' | 'failed';
  /** Of a refusal: what is wrong with each option, by its name, where that is known. */
  readonly fieldErrors?: Readonly<Record<string, string>>;
}

/** What an adapter does with an invocation's result. */
export type ChatResponse =
  | Reply
  /** Something has to be filled in first. */
  | { readonly kind: 'form'; readonly form: Form }
  /** `failed`: a fault of ours, which is logged; nobody can be told while they type. */
  | { readonly kind: 'suggestions'; readonly suggestions: readonly Suggestion[]; readonly hasFailed?: true }
  /** For links, each of its own. */
  | { readonly kind: 'link-previews'; readonly previews: readonly LinkPreview[] }
  | { readonly kind: 'no-response' };

/** Answers whatever people do on a platform. It never rejects. */
export type InteractionHandler = (interaction: ChatInteraction) => Promise<ChatResponse>;

/** A card for a link that somebody posted. */
export interface LinkPreview {
  readonly url: string;
  readonly document: Document;
}
