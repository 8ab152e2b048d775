import { UserError } from '../errors.ts';
import type { Paper } from '../papers/paper.ts';
import { decodeAction } from './action.ts';
import type { AppServices, CallContext } from './context.ts';
import type { CommandCall, ThreadStarter } from './invocation.ts';
import { findReferencedPapers } from './papers-in-message.ts';
import { parseUnvalidated } from './read-call.ts';

/** The option by which commands name a paper. */
const PAPER_OPTION_NAME = 'paper';

/** The paper that the thread somebody writes in is about: that of its discussion, else the only one that its first message is about. */
export async function findThreadPaper(
  starter: ThreadStarter | undefined,
  context: CallContext,
): Promise<Paper | undefined> {
  const { discussions, place, papers } = context;
  const discussion = place.thread === undefined ? undefined : await discussions.repository.findByThread(place);
  const discussed = discussion && papers.get(discussion.paperId);
  return discussed ?? (starter && findStarterPaper(starter, context));
}

/** What a message is about, by its controls or its links. */
function findStarterPaper({ text, actions }: ThreadStarter, services: AppServices): Paper | undefined {
  const named = new Set(actions.flatMap((action) => paperOfAction(action, services) ?? []));
  const papers = named.size > 0 ? [...named] : findReferencedPapers(text, services.papers).known;
  return papers.length === 1 ? papers[0] : undefined;
}

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
export function withPaper(
  paper: Paper | undefined,
  call: CommandCall,
  services: Pick<AppServices, 'commands'>,
): CommandCall {
  if (paper === undefined) return call;
  const { command, values } = parseUnvalidated(call, services.commands);
  return { command: command.name, values: { ...values, [PAPER_OPTION_NAME]: paper.id } };
}

/** The paper that a control is about. One that can't be read is about none. */
function paperOfAction(action: string, { actionStore, commands, papers }: AppServices): Paper | undefined {
  try {
    const { values } = parseUnvalidated({ text: decodeAction(action, actionStore).text }, commands);
    return papers.get(String(values[PAPER_OPTION_NAME] ?? ''));
  } catch {
    return undefined;
  }
}
