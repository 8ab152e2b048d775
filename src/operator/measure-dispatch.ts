import { decodeAction } from '../chat/action.ts';
import type { AppServices } from '../chat/context.ts';
import type { InteractionHandler } from '../chat/dispatch.ts';
import type { ChatInteraction, ChatResponse } from '../chat/invocation.ts';
import { findCommand, parseFreeText, resolveCommand } from '../chat/read-call.ts';
import type { Metrics } from './metrics.ts';

interface DispatchMetricsDeps {
  readonly platform: string;
  readonly metrics: Pick<Metrics, 'invocations' | 'invocationSeconds'>;
  readonly core: Pick<AppServices, 'commands' | 'actionStore'>;
}

/** Where people call what does not exist, or press what is too old to be known. */
const UNKNOWN_COMMAND = 'unknown';

/** What calls no command has a name that no command can have. */
const NON_COMMAND_LABELS = {
  autocomplete: '(suggestions)',
  'link-shared': '(link)',
  'message-shortcut': '(message)',
  'thread-activity': '(thread)',
  'home-opened': '(home)',
  installed: '(installed)',
  uninstalled: '(uninstalled)',
} as const satisfies Partial<Record<ChatInteraction['kind'], string>>;

/** The same dispatch, which counts and times what people do. */
export function withDispatchMetrics(
  dispatch: InteractionHandler,
  { platform, metrics, core }: DispatchMetricsDeps,
): InteractionHandler {
  // Prometheus sees no increase in a counter that begins with 1, and the first fault is one too many.
  for (const command of [
    ...core.commands.map(({ name }) => name),
    ...Object.values(NON_COMMAND_LABELS),
    UNKNOWN_COMMAND,
  ]) {
    metrics.invocations.inc({ platform, command, outcome: 'failed' }, 0);
  }
  return async (invocation) => {
    const since = performance.now();
    const answer = await dispatch(invocation);
    // Afterwards, as what a button means may have to be fetched first.
    const command = commandLabel(invocation, core);
    metrics.invocations.inc({ platform, command, outcome: answerOutcome(answer) });
    metrics.invocationSeconds.observe({ platform, command }, (performance.now() - since) / 1000);
    return answer;
  };
}

function commandLabel(invocation: ChatInteraction, { commands, actionStore }: DispatchMetricsDeps['core']): string {
  try {
    switch (invocation.kind) {
      case 'command':
        return resolveCommand(invocation.call, commands).name;
      case 'action':
        return resolveCommand({ text: decodeAction(invocation.action, actionStore).text }, commands).name;
      case 'form-submitted':
        return findCommand(invocation.command, commands).name;
      case 'mention':
        return resolveCommand(parseFreeText(invocation.text, commands), commands).name;
      default:
        return NON_COMMAND_LABELS[invocation.kind];
    }
  } catch {
    // Dispatch has met the same error, and has said or logged what was wrong.
    return UNKNOWN_COMMAND;
  }
}

function answerOutcome(answer: ChatResponse): string {
  switch (answer.kind) {
    case 'reply':
      return answer.outcome;
    case 'form':
      return 'asked';
    case 'suggestions':
      return answer.hasFailed ? 'failed' : 'answered';
    default:
      return 'answered';
  }
}
