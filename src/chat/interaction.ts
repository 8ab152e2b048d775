import { UserError } from '../runtime/errors.ts';
import { decodeAction } from './action.ts';
import type { Command, CommandCall, CommandDefinition } from './command.ts';
import type { Document } from './document.ts';
import { isFieldRequired, type Option, type OptionValues, parseChannelId, type Suggestion } from './option.ts';
import { type CommandLookup, findCommand, parseFreeText, parseUnvalidated, resolveCommand } from './parse-command.ts';
import type { CallContext, Person, Place } from './place.ts';

/** What somebody did on a platform. */
export type ChatInteraction = {
  readonly place: Place;
  readonly person: Person;
  /** Whether they may change what everybody in this place gets. */
  readonly canManage?: boolean;
  /**
   * Why no thread can be opened there for them, if the platform tells in advance. Existing threads are open to them all
   * the same.
   */
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

/** A command's options as form fields. Submitting it is the interaction `form-submitted`. */
export interface Form {
  readonly command: CommandDefinition;
  readonly fields: readonly FormField[];
  /** Values of the call without a field. They are submitted with the others. */
  readonly hiddenValues: OptionValues;
}

export interface FormField {
  readonly name: string;
  readonly label: string;
  readonly required: boolean;
  readonly option: Option;
  readonly value?: string;
}

/** The form of a call, with the values of the call filled in. @throws UserError like `findCommand` */
export function createForm(call: CommandCall, commands: readonly CommandDefinition[]): Form {
  const { command, values } = parseUnvalidated(call, commands);
  const hiddenValues = Object.entries(values).filter(([name]) => command.options[name]?.hidden);
  const visible = Object.entries(command.options).filter(([, { hidden }]) => !hidden);
  return {
    command,
    hiddenValues: Object.fromEntries(hiddenValues),
    fields: visible.map(([name, option]) => ({
      name,
      label: option.label ?? name.charAt(0).toUpperCase() + name.slice(1),
      required: isFieldRequired(name, command.options),
      option,
      ...(values[name] !== undefined && { value: String(values[name]) }),
    })),
  };
}

/** The same, with the command's own values in the fields that the call leaves empty. */
export async function createPrefilledForm(
  call: CommandCall,
  commands: readonly Command[],
  context: CallContext,
): Promise<Form> {
  const { command, values } = parseUnvalidated(call, commands);
  const form = createForm(call, commands);
  const prefilled = (await command.prefill?.(values, context)) ?? {};
  const fields = form.fields.map((field) => {
    const value = field.value ?? prefilled[field.name];
    return value === undefined ? field : { ...field, value: String(value) };
  });
  return { ...form, fields };
}

/** Whether the call gives no option of a command that then opens as a form. @throws UserError like `findCommand` */
export function shouldOpenForm(call: CommandCall, commands: readonly CommandDefinition[]): boolean {
  const { command, values } = parseUnvalidated(call, commands);
  return command.opensForm === true && Object.values(values).every((value) => value === undefined);
}

/** How the reply to an interaction will be sent. */
export interface ReplyPlan {
  readonly ephemeral: boolean;
  readonly replacesOriginal: boolean;
  /** The name of the command that replies. */
  readonly command?: string;
  /** The reply will be this form, perhaps with more values filled in. */
  readonly form?: Form;
}

/** Predicts how the reply will be sent, for platforms that need to know it when they acknowledge. */
export function planReply(interaction: ChatInteraction, { commands, actionStore }: CommandLookup): ReplyPlan {
  try {
    switch (interaction.kind) {
      case 'command': {
        const plan = planFor(resolveCommand(interaction.call, commands));
        return shouldOpenForm(interaction.call, commands)
          ? { ...plan, form: createForm(interaction.call, commands) }
          : plan;
      }
      case 'form-submitted':
        return planFor(findCommand(interaction.command, commands));
      case 'action': {
        const { text, replacesOriginal, opensForm } = decodeAction(interaction.action, actionStore);
        const plan = { ...planFor(resolveCommand({ text }, commands)), replacesOriginal };
        return opensForm ? { ...plan, form: createForm({ text }, commands) } : plan;
      }
      case 'mention': {
        const { alwaysEphemeral = false } = resolveCommand(parseFreeText(interaction.text, commands), commands);
        return { ephemeral: alwaysEphemeral, replacesOriginal: false };
      }
      case 'installed':
      case 'link-shared':
        return { ephemeral: false, replacesOriginal: false };
      default:
        return { ephemeral: true, replacesOriginal: false };
    }
  } catch (error) {
    // The reply will be this error, and errors are ephemeral.
    if (error instanceof UserError) return { ephemeral: true, replacesOriginal: false };
    throw error;
  }
}

function planFor({ name, ephemeral }: CommandDefinition): ReplyPlan {
  return { ephemeral, replacesOriginal: false, command: name };
}

/** The ids of other channels that a call names. A call that can't be parsed names none. */
export function findTargetChannels(
  interaction: InteractionPayload,
  { commands, actionStore }: CommandLookup,
): string[] {
  try {
    const call = commandCallOf(interaction, actionStore);
    if (call === undefined) return [];
    const { command, values } = parseUnvalidated(call, commands);
    return Object.entries(command.options).flatMap(([name, option]) => parseChannelId(option, values[name]) ?? []);
  } catch (error) {
    if (error instanceof UserError) return [];
    throw error;
  }
}

function commandCallOf(
  interaction: InteractionPayload,
  actionStore: CommandLookup['actionStore'],
): CommandCall | undefined {
  switch (interaction.kind) {
    case 'command':
      return interaction.call;
    case 'action':
      return { text: decodeAction(interaction.action, actionStore).text };
    case 'form-submitted':
      return interaction;
    default:
      return undefined;
  }
}
