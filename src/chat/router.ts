import { UserError, unreachable } from '../runtime/errors.ts';
import { createIdGenerator } from '../runtime/id-generator.ts';
import type { Log } from '../runtime/log.ts';
import { type ActionStore, decodeAction, loadStoredAction, storeLongActions } from './action.ts';
import { type Command, type CommandCall, findPaperOption } from './command.ts';
import { code, type Document, prose } from './document.ts';
import {
  type ChatInteraction,
  type ChatResponse,
  createPrefilledForm,
  type InteractionHandler,
  type LinkPreview,
  type Reply,
  shouldOpenForm,
  type ThreadStarter,
} from './interaction.ts';
import {
  findCommand,
  isMissingPaper,
  parseCommand,
  parseFreeText,
  parseUnvalidated,
  resolveCommand,
} from './parse-command.ts';
import type { CallContext, Place } from './place.ts';
import { notAllowedError } from './platform.ts';
import type { PlatformTraits } from './platform-traits.ts';

/** What features do in response to interactions other than commands. */
export interface InteractionHandlers {
  previewLinks(urls: readonly string[], isDraft: boolean, place: Place): Promise<readonly LinkPreview[]>;
  /** The papers that a message is about. */
  describeMessage(text: string, context: CallContext): Promise<Document>;
  /** The id of the paper that a thread is about. */
  findThreadPaper(starter: ThreadStarter | undefined, context: CallContext): Promise<string | undefined>;
  recordThreadActivity(thread: Place): Promise<void>;
  welcome(): Document;
  /** Deletes all data of a server or workspace. */
  forgetTenant(platform: string, tenant: string): Promise<void>;
}

interface InteractionRouterDeps {
  readonly commands: readonly Command[];
  readonly handlers: InteractionHandlers;
  readonly actionStore: ActionStore;
  readonly platform: PlatformTraits;
  readonly log: Log;
  /** At least 0, less than 1. */
  readonly random: () => number;
  /** Explains an unexpected error to people who can fix it, such as the operator at the command line. */
  readonly explainFault?: (error: unknown) => UserError | undefined;
}

const ERROR_ID_LENGTH = 6;

/**
 * Handles the interactions of a platform. It is the error boundary: a `UserError` becomes the reply; other errors are
 * logged under a short id, which the reply shows.
 */
export function createInteractionRouter(deps: InteractionRouterDeps): InteractionHandler {
  const { actionStore, platform, log, random, explainFault } = deps;
  const newId = createIdGenerator(random, ERROR_ID_LENGTH);
  return async (interaction) => {
    try {
      const { place, person, canManage = false, threadBlockedReason } = interaction;
      const response = await route(interaction, { place, person, platform, canManage, threadBlockedReason }, deps);
      return storeResponseActions(response, actionStore);
    } catch (thrown) {
      const error = explainFault?.(thrown) ?? thrown;
      if (error instanceof UserError) return refusalResponse(error, interaction);
      const id = newId();
      log.error({ id, err: error, kind: interaction.kind, platform: platform.name }, 'failed to handle an interaction');
      return failureResponse(id, interaction);
    }
  };
}

function storeResponseActions(response: ChatResponse, actionStore: ActionStore): ChatResponse {
  const store = <T extends { readonly document: Document }>(item: T): T => ({
    ...item,
    document: storeLongActions(item.document, actionStore),
  });
  if (response.kind === 'reply') return store(response);
  return response.kind === 'link-previews' ? { ...response, previews: response.previews.map(store) } : response;
}

async function route(
  interaction: ChatInteraction,
  context: CallContext,
  { commands, handlers, actionStore }: InteractionRouterDeps,
): Promise<ChatResponse> {
  const { place } = context;
  switch (interaction.kind) {
    case 'command':
      if (!shouldOpenForm(interaction.call, commands)) return runCommand(interaction.call, commands, context);
      return { kind: 'form', form: await createPrefilledForm(interaction.call, commands, context) };
    case 'action': {
      await loadStoredAction(interaction.action, actionStore);
      const { text, replacesOriginal, opensForm } = decodeAction(interaction.action, actionStore);
      if (opensForm) return { kind: 'form', form: await createPrefilledForm({ text }, commands, context) };
      return { ...(await runCommand({ text }, commands, context)), replacesOriginal };
    }
    case 'form-submitted':
      return runCommand({ command: interaction.command, values: interaction.values }, commands, context);
    case 'autocomplete': {
      const { suggest = {} } = findCommand(interaction.command, commands);
      const suggester = Object.hasOwn(suggest, interaction.option) ? suggest[interaction.option] : undefined;
      return { kind: 'suggestions', suggestions: (await suggester?.(interaction.partial, context)) ?? [] };
    }
    case 'link-shared': {
      const previews = await handlers.previewLinks(interaction.urls, interaction.isDraft, place);
      return { kind: 'link-previews', previews };
    }
    case 'message-shortcut':
      return createReply(await handlers.describeMessage(interaction.text, context), { ephemeral: true });
    case 'mention':
      return handleMention(interaction, context, { commands, handlers });
    case 'thread-activity':
      await handlers.recordThreadActivity(place);
      return { kind: 'no-response' };
    case 'home-opened':
      return runCommand({ text: 'home' }, commands, context);
    case 'installed':
      return createReply(handlers.welcome(), { ephemeral: false });
    case 'uninstalled':
      await handlers.forgetTenant(place.platform, place.tenant);
      return { kind: 'no-response' };
    default:
      return unreachable(interaction);
  }
}

/** Checks the permission first, so that people without it don't get errors about options. */
async function runCommand(call: CommandCall, commands: readonly Command[], context: CallContext): Promise<Reply> {
  const { name, audience, purpose = `run /papers ${name}` } = resolveCommand(call, commands);
  if (audience === 'managers' && !context.canManage) throw notAllowedError(purpose, context);
  const { command, values } = parseCommand(call, commands);
  return createReply(await command.run(values, context), { ephemeral: command.ephemeral });
}

/** A call without a paper is about the paper of the thread. Everybody there sees the reply, unless it is personal. */
async function handleMention(
  { text, starter }: Extract<ChatInteraction, { kind: 'mention' }>,
  context: CallContext,
  { commands, handlers }: Pick<InteractionRouterDeps, 'commands' | 'handlers'>,
): Promise<Reply> {
  if (context.place.thread !== undefined) await handlers.recordThreadActivity(context.place);
  const typedCall = parseFreeText(text, commands);
  const paperId = isMissingPaper(typedCall, commands) ? await handlers.findThreadPaper(starter, context) : undefined;
  const call = paperId === undefined ? typedCall : withPaper(paperId, typedCall, commands);
  const { alwaysEphemeral = false } = resolveCommand(call, commands);
  return { ...(await runCommand(call, commands, context)), ephemeral: alwaysEphemeral };
}

function withPaper(paperId: string, call: CommandCall, commands: readonly Command[]): CommandCall {
  const { command, values } = parseUnvalidated(call, commands);
  return { command: command.name, values: { ...values, [findPaperOption(command) ?? '']: paperId } };
}

function refusalResponse(error: UserError, interaction: ChatInteraction): ChatResponse {
  if (interaction.kind === 'autocomplete') return { kind: 'suggestions', suggestions: [] };
  return createReply(
    { blocks: [prose(error.message)] },
    { ephemeral: true, outcome: 'refused', fieldErrors: error.fields },
  );
}

function failureResponse(id: string, interaction: ChatInteraction): ChatResponse {
  if (interaction.kind === 'autocomplete') return { kind: 'suggestions', suggestions: [], hasFailed: true };
  const text = 'Something went wrong on our side. Try again. If it keeps happening, tell your admin this error id: ';
  return createReply({ blocks: [prose(text, code(id))] }, { ephemeral: true, outcome: 'failed' });
}

function createReply(document: Document, fields: Pick<Reply, 'ephemeral'> & Partial<Reply>): Reply {
  return { kind: 'reply', document, replacesOriginal: false, outcome: 'answered', ...fields };
}
