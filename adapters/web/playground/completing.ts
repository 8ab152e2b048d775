import type { Command } from '../../../src/chat/command.ts';
import {
  type Completion,
  completeInput,
  type FetchSuggestions,
  withoutRepeatedText,
} from '../../../src/chat/complete.ts';
import type { Suggestion } from '../../../src/chat/invocation.ts';
import type { Place } from '../../../src/chat/place.ts';
import { UserError } from '../../../src/errors.ts';
import { LIMITS } from '../limits.ts';
import { createPlace, directChannelOwner } from './channels.ts';
import { isChannelOption, suggestChannels } from './channels-typed.ts';
import type { DispatchAs, TabRequestOf, TabResponse } from './deed.ts';
import type { OpenForms } from './forms.ts';
import type { PlaygroundUser } from './people.ts';
import { requireOwnChannel } from './where.ts';

interface CompletionDeps {
  readonly dispatchAs: DispatchAs;
  readonly commands: readonly Command[];
  readonly openForms: OpenForms;
}

const MENTION = '@Paperboy ';
/** What a line begins with that is said to Paperboy without its name. */
const COMMAND_PREFIX = '/papers ';
const NO_COMPLETION: Completion = { items: [], replacedText: '' };

/** Offers what may be typed: in the message box, and in the fields of forms. */
export function createCompletionHandlers({ dispatchAs, commands, openForms }: CompletionDeps) {
  const suggestOption = async (
    user: PlaygroundUser,
    place: Place,
    args: Parameters<FetchSuggestions>,
  ): Promise<readonly Suggestion[]> => {
    const [command, option, partial] = args;
    if (isChannelOption(command, option, commands)) return suggestChannels(partial);
    const result = await dispatchAs(user, place, { kind: 'autocomplete', command, option, partial });
    return result.kind === 'suggestions' ? result.suggestions : [];
  };

  return {
    async onComplete(user: PlaygroundUser, { channel, line }: TabRequestOf<'complete'>): Promise<TabResponse> {
      requireOwnChannel(channel, user);
      const sources = {
        commands,
        suggest: (...args: Parameters<FetchSuggestions>) => suggestOption(user, createPlace(channel), args),
      };
      return toCompletionResponse(await completeLine(line, directChannelOwner(channel) === user.id, sources));
    },
    async onSuggest(
      user: PlaygroundUser,
      { form: formId, field, partial }: TabRequestOf<'suggest'>,
    ): Promise<TabResponse> {
      const { form, context } = openForms.get(formId, user.id);
      if (!form.fields.some(({ name }) => name === field))
        throw new UserError('This form has no such field. Send the command again.');
      const suggestions = await suggestOption(user, context.place, [form.command.name, field, partial]);
      return toCompletionResponse({
        items: suggestions.map(({ label, value }) => ({ text: value, says: withoutRepeatedText(value, label) })),
        replacedText: partial,
      });
    },
  };
}

/** Alone with Paperboy every line is said to it; elsewhere only a call is, and what begins with its name. */
async function completeLine(
  line: string,
  isDirect: boolean,
  sources: Parameters<typeof completeInput>[1],
): Promise<Completion> {
  if (isDirect || line.startsWith('/')) return completeInput(line, sources);
  const [matchedMention] = /^@paperboy\s+/i.exec(line) ?? [];
  if (matchedMention !== undefined) return completeInput(line.slice(matchedMention.length) || COMMAND_PREFIX, sources);
  const [partialMention] = /(?<!\S)@\w*$/.exec(line) ?? [];
  if (partialMention === undefined || !MENTION.toLowerCase().startsWith(partialMention.toLowerCase()))
    return NO_COMPLETION;
  return {
    items: [{ text: MENTION, says: 'Ask Paperboy, with everybody reading along' }],
    replacedText: partialMention,
  };
}

function toCompletionResponse({ items, replacedText }: Completion): TabResponse {
  return { kind: 'completions', on: replacedText, offers: items.slice(0, LIMITS.completions) };
}
