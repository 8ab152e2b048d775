import { randomUUID } from 'node:crypto';
import {
  type Completion,
  completeInput,
  type FetchSuggestions,
  withoutRepeatedText,
} from '../../../src/chat/autocomplete.ts';
import type { Command } from '../../../src/chat/command.ts';
import type { Document } from '../../../src/chat/document.ts';
import type { Suggestion } from '../../../src/chat/option.ts';
import type { Place } from '../../../src/chat/place.ts';
import type { Chart } from '../../../src/runtime/charts/chart.ts';
import { UserError, unreachable } from '../../../src/runtime/errors.ts';
import type { Log } from '../../../src/runtime/log.ts';
import { LIMITS } from '../limits.ts';
import { createYieldQueue } from '../rate-limits.ts';
import type { OpenForms } from './form.ts';
import type { createActionHandler, createMessageHandler, createSubmitHandler } from './interaction.ts';
import { type MessageStore, requireOwnChannel, requireVisibleMessage } from './message-store.ts';
import type { TabRequest, TabRequestOf, TabResponse } from './protocol.ts';
import {
  createPlace,
  type DispatchAs,
  directChannelOwner,
  isChannelOption,
  type PlaygroundUser,
  suggestChannels,
} from './workspace.ts';

interface RequestHandlerDeps {
  readonly onMessage: ReturnType<typeof createMessageHandler>;
  readonly onAction: ReturnType<typeof createActionHandler>;
  readonly onSubmit: ReturnType<typeof createSubmitHandler>;
  readonly completions: ReturnType<typeof createCompletionHandlers>;
  readonly onPreview: ReturnType<typeof createPreviewHandler>;
  readonly log: Log;
}

/** Does what somebody at a tab asks for. It never rejects. */
export type HandleRequest = (user: PlaygroundUser, request: TabRequest) => Promise<TabResponse>;

/** The error boundary of the tabs: what a person can put right is told to them, and all else is logged under an id that they are told. */
export function createRequestHandler({
  onMessage,
  onAction,
  onSubmit,
  completions,
  onPreview,
  log,
}: RequestHandlerDeps): HandleRequest {
  const route: HandleRequest = async (user, request) => {
    switch (request.kind) {
      case 'say':
        return onMessage(user, request);
      case 'press':
        return onAction(user, request);
      case 'submit':
        return onSubmit(user, request);
      case 'complete':
        return completions.onComplete(user, request);
      case 'suggest':
        return completions.onSuggest(user, request);
      case 'look':
        return onPreview(user, request);
      default:
        return unreachable(request);
    }
  };
  // A tab may ask for many searches in one breath.
  const yieldQueue = createYieldQueue();
  return async (user, request) => {
    try {
      await yieldQueue.yield();
      return await route(user, request);
    } catch (error) {
      if (error instanceof UserError) return refusedResponse(error.message, error.fields);
      const errorId = randomUUID().slice(0, 8);
      log.error({ id: errorId, err: error, kind: request.kind }, 'something at the playground failed');
      return refusedResponse(
        `Something went wrong on our side, not on yours. Try again; if it stays, tell the host this id: ${errorId}`,
      );
    }
  };
}

/** @param fields what is wrong with the fields of a form, by their names */
export function refusedResponse(text: string, fields: Readonly<Record<string, string>> = {}): TabResponse {
  return { kind: 'refused', text, fields };
}

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

/** Where the page finds the image of a chart. */
export type FormatChartUrl = (chart: Chart) => string;

/** How the other platforms would show a document: drawn, escaped, as HTML, and as the very payload that they would get. */
export type PlatformPreviews = Readonly<
  Record<
    TabRequestOf<'look'>['as'],
    (document: Document, chartUrl: FormatChartUrl) => { readonly html: string; readonly payload: string }
  >
>;

/** Shows what Paperboy said as another platform would. */
export function createPreviewHandler({
  messages,
  previews,
  chartUrl,
}: {
  messages: MessageStore;
  previews: PlatformPreviews;
  chartUrl: FormatChartUrl;
}) {
  return async (
    user: PlaygroundUser,
    { message: messageId, as: platform }: TabRequestOf<'look'>,
  ): Promise<TabResponse> => {
    const { content } = requireVisibleMessage(messageId, user, messages);
    if (typeof content === 'string') throw new UserError('Only what Paperboy says looks otherwise elsewhere.');
    const { html, payload } = previews[platform](content, chartUrl);
    return { kind: 'look', html, payload };
  };
}
