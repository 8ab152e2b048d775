import { decodeAction } from '../chat/action.ts';
import type { Core } from '../chat/context.ts';
import type { Dispatch } from '../chat/dispatch.ts';
import type { Answer, Invocation } from '../chat/invocation.ts';
import { calledCommand, callFrom, commandNamed } from '../chat/read-call.ts';
import type { Metrics } from './metrics.ts';

interface Dependencies {
  readonly platform: string;
  readonly metrics: Pick<Metrics, 'invocations' | 'invocationSeconds'>;
  readonly core: Pick<Core, 'commands' | 'keepsakes'>;
}

/** Where people call what does not exist, or press what is too old to be known. */
const UNKNOWN = 'unknown';

/** What calls no command has a name that no command can have. */
const NO_COMMAND = {
  suggest: '(suggestions)',
  'link shared': '(link)',
  'message chosen': '(message)',
  'thread stirred': '(thread)',
  'home opened': '(home)',
  installed: '(installed)',
  uninstalled: '(uninstalled)',
} as const satisfies Partial<Record<Invocation['kind'], string>>;

/** The same dispatch, which counts and times what people do. */
export function measureDispatch(dispatch: Dispatch, { platform, metrics, core }: Dependencies): Dispatch {
  // Prometheus sees no increase in a counter that begins with 1, and the first fault is one too many.
  for (const command of [...core.commands.map(({ name }) => name), ...Object.values(NO_COMMAND), UNKNOWN]) {
    metrics.invocations.inc({ platform, command, outcome: 'failed' }, 0);
  }
  return async (invocation) => {
    const since = performance.now();
    const answer = await dispatch(invocation);
    // Afterwards, as what a button means may have to be fetched first.
    const command = commandOf(invocation, core);
    metrics.invocations.inc({ platform, command, outcome: outcomeOf(answer) });
    metrics.invocationSeconds.observe({ platform, command }, (performance.now() - since) / 1000);
    return answer;
  };
}

function commandOf(invocation: Invocation, { commands, keepsakes }: Dependencies['core']): string {
  try {
    switch (invocation.kind) {
      case 'command':
        return calledCommand(invocation.call, commands).name;
      case 'action':
        return calledCommand({ text: decodeAction(invocation.action, keepsakes).text }, commands).name;
      case 'form submitted':
        return commandNamed(invocation.command, commands).name;
      case 'thread message':
        return calledCommand(callFrom(invocation.text, commands), commands).name;
      default:
        return NO_COMMAND[invocation.kind];
    }
  } catch {
    // Dispatch has met the same error, and has said or logged what was wrong.
    return UNKNOWN;
  }
}

function outcomeOf(answer: Answer): string {
  switch (answer.kind) {
    case 'reply':
      return answer.outcome;
    case 'form':
      return 'asked';
    case 'suggestions':
      return answer.failed ? 'failed' : 'answered';
    default:
      return 'answered';
  }
}
