import { z } from 'zod';
import { LIMITS } from '../limits.ts';

const INPUT_TOO_LONG_MESSAGE = `That is too long: it may have ${LIMITS.inputCharacters.toLocaleString('en')} characters.`;

const InputText = z.string().max(LIMITS.inputCharacters, { error: INPUT_TOO_LONG_MESSAGE });
const Id = z.string().min(1).max(200);
const RequestId = z.int().nonnegative();

/**
 * What a tab of the playground tells the server: JSON, one object a WebSocket message. What it asks carries a number, under which the
 * server answers. A tab begins with `join`; before that nothing else is heard.
 */
export const ClientMessage = z.discriminatedUnion('kind', [
  /** Who sits at the tab. `key` is a secret of the tab's own: the person's id is derived from it, and nobody else is told. */
  z.strictObject({
    kind: z.literal('join'),
    key: z.string().regex(/^[\w-]{20,100}$/),
    name: z.string().trim().min(1).max(40),
    /** Whether they may change what everybody in a channel gets. */
    manages: z.boolean(),
    zone: z.string().max(100).optional(),
  }),
  /** What was typed into a channel or, with `thread`, below a message: a call, words to Paperboy, or words to others. */
  z.strictObject({ kind: z.literal('say'), ask: RequestId, channel: Id, thread: Id.optional(), text: InputText }),
  /** A button of a message was pressed, or one of the choices of its menus. */
  z.strictObject({ kind: z.literal('press'), ask: RequestId, message: Id, action: Id }),
  /** A form that was shown was filled in. */
  z.strictObject({
    kind: z.literal('submit'),
    ask: RequestId,
    form: Id,
    values: z.record(z.string().max(100), InputText),
  }),
  /** What may stand in the place of the end of a line, or of what is typed into a form's field. */
  z.strictObject({ kind: z.literal('complete'), ask: RequestId, channel: Id, line: InputText }),
  z.strictObject({ kind: z.literal('suggest'), ask: RequestId, form: Id, field: Id, partial: InputText }),
  /** How a message looks elsewhere. */
  z.strictObject({ kind: z.literal('look'), ask: RequestId, message: Id, as: z.enum(['slack', 'discord']) }),
]);
export type ClientMessage = z.infer<typeof ClientMessage>;

/** What the server tells a tab. All HTML is made and escaped by the server. */
export type ServerMessage =
  | {
      readonly kind: 'welcome';
      readonly person: { readonly id: string; readonly name: string; readonly manages: boolean };
      readonly channels: readonly ChannelView[];
      /** So many characters may be typed into the message box, or into a field of a form. */
      readonly longest: number;
      /** Another one whenever Paperboy was started anew, and has forgotten what was said before. */
      readonly life: string;
      /** All that this person may see, oldest first. */
      readonly messages: readonly MessageView[];
    }
  /** A message is new, or has changed: the one with its id is replaced. */
  | { readonly kind: 'message'; readonly message: MessageView }
  /** Who is here now, by name, for the list of people. */
  | { readonly kind: 'people'; readonly names: readonly string[] }
  /** What was asked is done, with nothing to show here: what came of it is a message. */
  | { readonly kind: 'done'; readonly ask: number }
  /** It could not be done: one sentence, and what is wrong with each field of a form, by its name. */
  | {
      readonly kind: 'refused';
      readonly ask: number;
      readonly text: string;
      readonly fields: Readonly<Record<string, string>>;
    }
  /** Something has to be filled in first. */
  | { readonly kind: 'form'; readonly ask: number; readonly form: FormView }
  | {
      readonly kind: 'completions';
      readonly ask: number;
      /** The end of the line that an offer takes the place of. */
      readonly on: string;
      readonly offers: readonly CompletionView[];
    }
  | {
      readonly kind: 'look';
      readonly ask: number;
      /** The message as the platform would draw it. */
      readonly html: string;
      /** The very payload, as JSON to read and to copy. */
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
  /** The message that its thread starts from, where it is in one. */
  readonly thread?: string;
  readonly author:
    | { readonly kind: 'paperboy' }
    | { readonly kind: 'person'; readonly id: string; readonly name: string };
  /** ISO 8601 in UTC. */
  readonly at: string;
  readonly html: string;
  /** Only this person sees it. */
  readonly isPrivate: boolean;
  readonly isEdited: boolean;
  /** That a thread was opened on it, by what name, and how many messages stand in it. */
  readonly opened?: { readonly title: string; readonly replies: number };
  /** It can be looked at as Slack and Discord would show it. */
  readonly hasLooks: boolean;
}

export interface CompletionView {
  /** What is typed. */
  readonly text: string;
  /** What it is, in a few words; empty where the text says it all. */
  readonly says: string;
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
  readonly note: string;
  readonly required: boolean;
  readonly value: string;
  /** `list`: a text that has to be one of what is suggested; `suggested`: a text for which something is. */
  readonly input:
    | { readonly kind: 'text' | 'list' | 'suggested' }
    | { readonly kind: 'number'; readonly min: number; readonly max: number }
    | { readonly kind: 'choice'; readonly choices: readonly { readonly label: string; readonly value: string }[] };
}

type WithoutRequestId<T> = T extends { readonly ask: number } ? Omit<T, 'ask'> : never;

/** What somebody at a tab asks for, without the number of the question. */
export type TabRequest = WithoutRequestId<ClientMessage>;
export type TabRequestOf<Kind extends TabRequest['kind']> = Extract<TabRequest, { readonly kind: Kind }>;

/** What came of it. */
export type TabResponse = WithoutRequestId<ServerMessage>;

export const DONE: TabResponse = { kind: 'done' };

type ParsedClientMessage =
  | { readonly kind: 'request'; readonly message: ClientMessage }
  /** It is not understood, and answered under its number. */
  | { readonly kind: 'refused'; readonly requestId: number; readonly text: string }
  /** It is not even a question. */
  | { readonly kind: 'malformed' };

const INVALID_MESSAGE = 'Paperboy does not understand this page: reload it.';

const WithRequestIdSchema = z.object({ ask: z.int().nonnegative() });

/** Reads what a tab sends. What is too long for us is an ordinary mistake; all else that is wrong is another page than ours. */
export function parseClientMessage(text: string): ParsedClientMessage {
  const json = parseJson(text);
  const { success, data: message, error } = ClientMessage.safeParse(json);
  if (success) return { kind: 'request', message };
  const withRequestId = WithRequestIdSchema.safeParse(json);
  if (!withRequestId.success) return { kind: 'malformed' };
  const isTooLong = error.issues.some(({ message }) => message === INPUT_TOO_LONG_MESSAGE);
  return {
    kind: 'refused',
    requestId: withRequestId.data.ask,
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
