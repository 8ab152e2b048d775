import { z } from 'zod';
import { LIMITS } from '../limits.ts';

const INPUT_TOO_LONG_MESSAGE = `This text is too long. The limit is ${LIMITS.inputCharacters.toLocaleString('en')} characters.`;

const InputText = z.string().max(LIMITS.inputCharacters, { error: INPUT_TOO_LONG_MESSAGE });
const Id = z.string().min(1).max(200);
const requestId = z.int().nonnegative();

/**
 * What a tab sends: JSON, one object per WebSocket message. The first message must be `join`. All others are requests with an id, under
 * which the server responds.
 */
export const ClientMessage = z.discriminatedUnion('kind', [
  /** `key` is a secret of the person, from which the server derives their id. */
  z.strictObject({
    kind: z.literal('join'),
    key: z.string().regex(/^[\w-]{20,100}$/),
    name: z.string().trim().min(1).max(40),
    canManage: z.boolean(),
    zone: z.string().max(100).optional(),
  }),
  /** Text for a channel or thread: a command, a message to Paperboy, or a message to others. */
  z.strictObject({ kind: z.literal('message'), requestId, channel: Id, thread: Id.optional(), text: InputText }),
  /** A button or menu item of a message. */
  z.strictObject({ kind: z.literal('action'), requestId, message: Id, action: Id }),
  z.strictObject({
    kind: z.literal('submit'),
    requestId,
    form: Id,
    values: z.record(z.string().max(100), InputText),
  }),
  /** Asks for completions of the message box, up to the cursor. */
  z.strictObject({ kind: z.literal('complete'), requestId, channel: Id, line: InputText }),
  /** Asks for completions of a form field. */
  z.strictObject({ kind: z.literal('suggest'), requestId, form: Id, field: Id, partial: InputText }),
  /** Asks how a message looks on another platform. */
  z.strictObject({ kind: z.literal('preview'), requestId, message: Id, platform: Id }),
]);
export type ClientMessage = z.infer<typeof ClientMessage>;

/** What the server sends. All HTML is escaped by the server. */
export type ServerMessage =
  | {
      readonly kind: 'welcome';
      readonly person: { readonly id: string; readonly name: string; readonly canManage: boolean };
      readonly channels: readonly ChannelView[];
      /** The platforms that messages can be previewed on. */
      readonly previews: readonly { readonly platform: string; readonly title: string }[];
      /** Characters in the message box, or in a field of a form. */
      readonly maxInputLength: number;
      /** Changes when Paperboy restarts, which deletes all messages. */
      readonly instanceId: string;
      /** All that this person can see, oldest first. */
      readonly messages: readonly MessageView[];
    }
  /** A new message, or one that has changed. */
  | { readonly kind: 'message'; readonly message: MessageView }
  /** The names of everyone who is online. */
  | { readonly kind: 'people'; readonly names: readonly string[] }
  /** The request succeeded. Its result, if any, is a message. */
  | { readonly kind: 'done'; readonly requestId: number }
  | {
      readonly kind: 'refused';
      readonly requestId: number;
      readonly text: string;
      /** Errors by form field. */
      readonly fields: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'form'; readonly requestId: number; readonly form: FormView }
  | {
      readonly kind: 'completions';
      readonly requestId: number;
      /** The end of the text, which an item replaces. */
      readonly replacedText: string;
      readonly items: readonly CompletionView[];
    }
  | {
      readonly kind: 'preview';
      readonly requestId: number;
      readonly html: string;
      /** The payload that the platform would receive, as indented JSON. */
      readonly payload: string;
    };

export interface ChannelView {
  readonly id: string;
  readonly name: string;
  readonly kind: 'channel' | 'direct';
}

export interface MessageView {
  readonly id: string;
  readonly channel: string;
  /** The id of the message that the thread is on, for a reply. */
  readonly thread?: string;
  readonly author:
    | { readonly kind: 'paperboy' }
    | { readonly kind: 'person'; readonly id: string; readonly name: string };
  /** ISO 8601 in UTC. */
  readonly at: string;
  readonly html: string;
  /** Only this person can see it. */
  readonly isPrivate: boolean;
  readonly isEdited: boolean;
  /** The thread on this message, if there is one. The title is empty if a person started it. */
  readonly openedThread?: { readonly title: string; readonly replies: number };
  readonly hasPreviews: boolean;
}

export interface CompletionView {
  readonly text: string;
  /** May be empty. */
  readonly description: string;
}

export interface FormView {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly fields: readonly FieldView[];
}

export interface FieldView {
  readonly name: string;
  readonly label: string;
  readonly description: string;
  readonly required: boolean;
  readonly value: string;
  /** `suggested`: text with suggestions; `must-match`: the text must be one of them. */
  readonly input:
    | { readonly kind: 'text' | 'suggested' | 'must-match' }
    | { readonly kind: 'number'; readonly min: number; readonly max: number }
    | { readonly kind: 'choice'; readonly choices: readonly { readonly label: string; readonly value: string }[] };
}

type WithoutRequestId<T> = T extends { readonly requestId: number } ? Omit<T, 'requestId'> : never;

export type TabRequest = WithoutRequestId<ClientMessage>;
export type TabRequestOf<Kind extends TabRequest['kind']> = Extract<TabRequest, { readonly kind: Kind }>;
export type TabResponse = WithoutRequestId<ServerMessage>;

export const DONE: TabResponse = { kind: 'done' };

type ParsedClientMessage =
  | { readonly kind: 'request'; readonly message: ClientMessage }
  /** An invalid request. */
  | { readonly kind: 'refused'; readonly requestId: number; readonly text: string }
  /** Not a request of the protocol at all. */
  | { readonly kind: 'malformed' };

const INVALID_MESSAGE = 'This page is out of date. Reload it.';

const WithRequestId = z.object({ requestId });

/** Text that is too long is a mistake of the person; anything else that is invalid comes from a page of another version. */
export function parseClientMessage(text: string): ParsedClientMessage {
  const json = parseJson(text);
  const { success, data: message, error } = ClientMessage.safeParse(json);
  if (success) return { kind: 'request', message };
  const withRequestId = WithRequestId.safeParse(json);
  if (!withRequestId.success) return { kind: 'malformed' };
  const isTooLong = error.issues.some(({ message }) => message === INPUT_TOO_LONG_MESSAGE);
  return {
    kind: 'refused',
    requestId: withRequestId.data.requestId,
    text: isTooLong ? INPUT_TOO_LONG_MESSAGE : INVALID_MESSAGE,
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
