import {
  type Completion,
  completeInput,
  type FetchSuggestions,
  withoutRepeatedText,
} from '../../../src/chat/autocomplete.ts';
import type { CommandDefinition } from '../../../src/chat/command.ts';
import type { Document } from '../../../src/chat/document.ts';
import type { Suggestion } from '../../../src/chat/option.ts';
import type { Place } from '../../../src/chat/place.ts';
import type { Chart } from '../../../src/runtime/charts/chart.ts';
import { UserError, unreachable } from '../../../src/runtime/errors.ts';
import type { Log } from '../../../src/runtime/log.ts';
import { logWithErrorId } from '../error-response.ts';
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

/** Never rejects. */
export type HandleRequest = (user: PlaygroundUser, request: TabRequest) => Promise<TabResponse>;

/** The error boundary of the playground. A `UserError` is shown as it is; any other error is logged, and its id is shown. */
export function createRequestHandler(deps: RequestHandlerDeps): HandleRequest {
  const { onMessage, onAction, onSubmit, completions, onPreview, log } = deps;
  const route: HandleRequest = async (user, request) => {
    switch (request.kind) {
      case 'message':
        return onMessage(user, request);
      case 'action':
        return onAction(user, request);
      case 'submit':
        return onSubmit(user, request);
      case 'complete':
        return completions.onComplete(user, request);
      case 'suggest':
        return completions.onSuggest(user, request);
      case 'preview':
        return onPreview(user, request);
      default:
        return unreachable(request);
    }
  };
  // A tab can request many searches at once.
  const yieldQueue = createYieldQueue();
  return async (user, request) => {
    try {
      await yieldQueue.yield();
      return await route(user, request);
    } catch (error) {
      if (error instanceof UserError) return refusedResponse(error.message, error.fields);
      const errorId = logWithErrorId(log, error, { kind: request.kind });
      return refusedResponse(
        `Something went wrong on our side. Try again. If it keeps happening, tell your admin this error id: ${errorId}`,
      );
    }
  };
}

/** @param fields errors by form field */
export function refusedResponse(text: string, fields: Readonly<Record<string, string>> = {}): TabResponse {
  return { kind: 'refused', text, fields };
}

interface CompletionDeps {
  readonly commands: readonly CommandDefinition[];
  readonly dispatchAs: DispatchAs;
  readonly openForms: OpenForms;
}

const MENTION = '@Paperboy ';
/** Completed after a mention, which may leave it out. */
const COMMAND_PREFIX = '/papers ';
const NO_COMPLETION: Completion = { items: [], replacedText: '' };

/** Completions for the message box and for fields of forms. */
export function createCompletionHandlers({ commands, dispatchAs, openForms }: CompletionDeps) {
  const suggestOption = async (
    user: PlaygroundUser,
    place: Place,
    [command, option, partial]: Parameters<FetchSuggestions>,
  ): Promise<readonly Suggestion[]> => {
    if (isChannelOption(command, option, commands)) return suggestChannels(partial);
    const result = await dispatchAs(user, place, { kind: 'autocomplete', command, option, partial });
    return result.kind === 'suggestions' ? result.suggestions : [];
  };

  return {
    async onComplete(user: PlaygroundUser, { channel, line }: TabRequestOf<'complete'>): Promise<TabResponse> {
      requireOwnChannel(channel, user);
      const suggest: FetchSuggestions = (...args) => suggestOption(user, createPlace(channel), args);
      const isDirect = directChannelOwner(channel) === user.id;
      return toCompletionResponse(await completeLine(line, isDirect, { commands, suggest }));
    },
    async onSuggest(
      user: PlaygroundUser,
      { form: formId, field, partial }: TabRequestOf<'suggest'>,
    ): Promise<TabResponse> {
      const { form, context } = openForms.get(formId, user.id);
      if (!form.fields.some(({ name }) => name === field))
        throw new UserError('This form has no such field. Run the command again.');
      const suggestions = await suggestOption(user, context.place, [form.command.name, field, partial]);
      return toCompletionResponse({
        items: suggestions.map(({ label, value }) => ({ text: value, says: withoutRepeatedText(value, label) })),
        replacedText: partial,
      });
    },
  };
}

/** In the direct channel every line is for Paperboy; elsewhere only commands and mentions are. */
async function completeLine(
  line: string,
  isDirect: boolean,
  sources: Parameters<typeof completeInput>[1],
): Promise<Completion> {
  if (isDirect || line.startsWith('/')) return completeInput(line, sources);
  const [mention] = /^@paperboy\s+/i.exec(line) ?? [];
  if (mention !== undefined) return completeInput(line.slice(mention.length) || COMMAND_PREFIX, sources);
  const [partialMention] = /(?<!\S)@\w*$/.exec(line) ?? [];
  if (partialMention === undefined || !MENTION.toLowerCase().startsWith(partialMention.toLowerCase()))
    return NO_COMPLETION;
  return { items: [{ text: MENTION, says: 'Ask Paperboy. Everyone sees the answer' }], replacedText: partialMention };
}

function toCompletionResponse({ items, replacedText }: Completion): TabResponse {
  const views = items.slice(0, LIMITS.completions).map(({ text, says }) => ({ text, description: says }));
  return { kind: 'completions', replacedText, items: views };
}

type FormatChartUrl = (chart: Chart) => string;

/** How a platform shows a document: as HTML, and as the indented JSON of the payload. */
export interface PlatformPreview {
  readonly title: string;
  render(document: Document, chartUrl: FormatChartUrl): { readonly html: string; readonly payload: string };
}

/** By name of the platform. */
export type PlatformPreviews = Readonly<Record<string, PlatformPreview>>;

interface PreviewDeps {
  readonly messages: MessageStore;
  readonly previews: PlatformPreviews;
  readonly chartUrl: FormatChartUrl;
}

export function createPreviewHandler({ messages, previews, chartUrl }: PreviewDeps) {
  return async (
    user: PlaygroundUser,
    { message: messageId, platform }: TabRequestOf<'preview'>,
  ): Promise<TabResponse> => {
    const { content } = requireVisibleMessage(messageId, user, messages);
    if (typeof content === 'string') throw new UserError('Only messages from Paperboy have previews.');
    const preview = Object.hasOwn(previews, platform) ? previews[platform] : undefined;
    if (preview === undefined) throw new UserError("There's no preview for this platform.");
    return { kind: 'preview', ...preview.render(content, chartUrl) };
  };
}
