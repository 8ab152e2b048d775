import { createLinkPreviews } from '../features/catalog/link-previews.ts';
import { describeMessagePapers, findThreadPaper } from '../features/catalog/message-papers.ts';
import { welcomeDocument } from '../features/catalog/welcome.ts';
import type { Paper } from '../papers/paper.ts';
import { UserError, unreachable } from '../runtime/errors.ts';
import { createIdGenerator } from '../runtime/id-generator.ts';
import type { Log } from '../runtime/log.ts';
import { decodeAction, loadStoredAction } from './action.ts';
import type { CommandCall } from './command.ts';
import type { AppServices, CallContext } from './context.ts';
import { code, type Document, prose } from './document.ts';
import { createPrefilledForm, shouldOpenForm } from './form.ts';
import type { ChatInteraction, ChatResponse, InteractionHandler, Reply } from './interaction.ts';
import { findCommand, parseCommand, parseFreeText, parseUnvalidated, resolveCommand } from './parse-command.ts';
import { notAllowedError } from './platform.ts';

interface InteractionRouterDeps {
  readonly services: AppServices;
  readonly log: Log;
  /** At least 0, less than 1. */
  readonly random: () => number;
  /** What a fault is to whoever can put it right: at a command line those are the people who ask. */
  readonly explainFault?: (error: unknown) => UserError | undefined;
}

/** Of the id under which a fault is logged. */
const ERROR_ID_LENGTH = 6;

/**
 * The one way from a platform to the core, with the one error boundary: a `UserError` is shown as it is; anything else is logged under
 * a short id, and the answer names that id.
 */
export function createInteractionRouter({
  services,
  log,
  random,
  explainFault,
}: InteractionRouterDeps): InteractionHandler {
  const newId = createIdGenerator(random, ERROR_ID_LENGTH);
  return async (interaction) => {
    try {
      const { place, person, canManage = false, threadBlockedReason } = interaction;
      return await route(interaction, { ...services, place, person, canManage, threadBlockedReason });
    } catch (thrown) {
      const error = explainFault?.(thrown) ?? thrown;
      if (error instanceof UserError) return refusalResponse(error, interaction);
      const id = newId();
      log.error(
        { id, err: error, kind: interaction.kind, platform: interaction.place.platform },
        'an invocation failed',
      );
      return failureResponse(id, interaction);
    }
  };
}

async function route(interaction: ChatInteraction, context: CallContext): Promise<ChatResponse> {
  switch (interaction.kind) {
    case 'command':
      if (!shouldOpenForm(interaction.call, context.commands)) return runCommand(interaction.call, context);
      return { kind: 'form', form: await createPrefilledForm(interaction.call, context) };
    case 'action': {
      await loadStoredAction(interaction.action, context.actionStore);
      const { text, replacesOriginal, opensForm } = decodeAction(interaction.action, context.actionStore);
      if (opensForm) return { kind: 'form', form: await createPrefilledForm({ text }, context) };
      return { ...(await runCommand({ text }, context)), replacesOriginal };
    }
    case 'form-submitted':
      return runCommand({ command: interaction.command, values: interaction.values }, context);
    case 'autocomplete': {
      const { options } = findCommand(interaction.command, context.commands);
      const option = Object.hasOwn(options, interaction.option) ? options[interaction.option] : undefined;
      return { kind: 'suggestions', suggestions: (await option?.suggest?.(interaction.partial, context)) ?? [] };
    }
    case 'link-shared':
      return {
        kind: 'link-previews',
        previews: await createLinkPreviews(interaction.urls, interaction.isDraft, context),
      };
    case 'message-shortcut':
      return createReply(await describeMessagePapers(interaction.text, context), { ephemeral: true });
    case 'mention':
      return handleMention(interaction, context);
    case 'thread-activity':
      await recordThreadActivity(context);
      return { kind: 'no-response' };
    case 'home-opened':
      return runCommand({ text: 'home' }, context);
    case 'installed':
      return createReply(welcomeDocument(context), { ephemeral: false });
    case 'uninstalled':
      await context.forgetTenant(context.place.platform, context.place.tenant);
      return { kind: 'no-response' };
    default:
      return unreachable(interaction);
  }
}

/** Who may not call a command at all hears that, and nothing of what else is wrong with the call. */
async function runCommand(call: CommandCall, context: CallContext): Promise<Reply> {
  const { name, audience, purpose = `call /papers ${name}` } = resolveCommand(call, context.commands);
  if (audience === 'managers' && !context.canManage) throw notAllowedError(purpose, context);
  const { command, values } = parseCommand(call, context.commands);
  return createReply(await command.run(values, context), { ephemeral: command.ephemeral });
}

/**
 * A call that lacks a paper is about the paper of the thread. Everybody there sees the answer, unless it is about the one who asks. In the
 * thread of a discussion it counts as something that happened there.
 */
async function handleMention(
  { text, starter }: Extract<ChatInteraction, { kind: 'mention' }>,
  context: CallContext,
): Promise<Reply> {
  if (context.place.thread !== undefined) await recordThreadActivity(context);
  const typedCall = parseFreeText(text, context.commands);
  const call = isMissingPaper(typedCall, context)
    ? withPaper(await findThreadPaper(starter, context), typedCall, context)
    : typedCall;
  const { alwaysEphemeral = false } = resolveCommand(call, context.commands);
  return { ...(await runCommand(call, context)), ephemeral: alwaysEphemeral };
}

/** Notes that something happened in a thread, and has its card brought up to date. */
async function recordThreadActivity({ place, discussions, now }: CallContext): Promise<void> {
  await discussions.repository.recordThreadActivity(place, now().toISOString());
  discussions.refreshSoon();
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
  const text =
    'Something went wrong on our side, not on yours. Try again; if it stays, tell whoever runs Paperboy this id: ';
  return createReply({ blocks: [prose(text, code(id))] }, { ephemeral: true, outcome: 'failed' });
}

function createReply(document: Document, fields: Pick<Reply, 'ephemeral'> & Partial<Reply>): Reply {
  return { kind: 'reply', document, replacesOriginal: false, outcome: 'answered', ...fields };
}

/** The option by which commands name a paper. */
export const PAPER_OPTION_NAME = 'paper';

/** Whether a call needs a paper and names none. One that can't be read will be refused, whatever the thread is about. */
export function isMissingPaper(call: CommandCall, { commands }: Pick<AppServices, 'commands'>): boolean {
  try {
    const { command, values } = parseUnvalidated(call, commands);
    return command.options[PAPER_OPTION_NAME]?.required === true && values[PAPER_OPTION_NAME] === undefined;
  } catch (error) {
    if (error instanceof UserError) return false;
    throw error;
  }
}

/** A call that lacks its paper, made about this one, where there is one. */
function withPaper(paper: Paper | undefined, call: CommandCall, services: Pick<AppServices, 'commands'>): CommandCall {
  if (paper === undefined) return call;
  const { command, values } = parseUnvalidated(call, services.commands);
  return { command: command.name, values: { ...values, [PAPER_OPTION_NAME]: paper.id } };
}
