import { UserError } from '../errors.ts';
import type { Paper } from '../papers/paper.ts';
import { decodeAction } from './action.ts';
import type { Context, Core } from './context.ts';
import type { CommandCall, Starter } from './invocation.ts';
import { papersNamedIn } from './papers-in-message.ts';
import { calledValues } from './read-call.ts';

/** The option by which commands name a paper. */
const PAPER_OPTION = 'paper';

/** The paper that the thread somebody writes in is about: that of its discussion, else the only one that its first message is about. */
export async function threadSubject(starter: Starter | undefined, context: Context): Promise<Paper | undefined> {
  const { discussions, place, papers } = context;
  const discussion = place.thread === undefined ? undefined : await discussions.discussions.ofThread(place);
  const discussed = discussion && papers.get(discussion.paperId);
  return discussed ?? (starter && starterSubject(starter, context));
}

/** What a message is about, by its controls or its links. */
function starterSubject({ text, actions }: Starter, core: Core): Paper | undefined {
  const named = new Set(actions.flatMap((action) => paperOf(action, core) ?? []));
  const papers = named.size > 0 ? [...named] : papersNamedIn(text, core.papers).known;
  return papers.length === 1 ? papers[0] : undefined;
}

/** Whether a call needs a paper and names none. One that can't be read will be refused, whatever the thread is about. */
export function lacksPaper(call: CommandCall, { commands }: Pick<Core, 'commands'>): boolean {
  try {
    const { command, values } = calledValues(call, commands);
    return command.options[PAPER_OPTION]?.required === true && values[PAPER_OPTION] === undefined;
  } catch (error) {
    if (error instanceof UserError) return false;
    throw error;
  }
}

/** A call that lacks its paper, made about this one, where there is one. */
export function callAbout(paper: Paper | undefined, call: CommandCall, core: Pick<Core, 'commands'>): CommandCall {
  if (paper === undefined) return call;
  const { command, values } = calledValues(call, core.commands);
  return { command: command.name, values: { ...values, [PAPER_OPTION]: paper.id } };
}

/** The paper that a control is about. One that can't be read is about none. */
function paperOf(action: string, { keepsakes, commands, papers }: Core): Paper | undefined {
  try {
    const { values } = calledValues({ text: decodeAction(action, keepsakes).text }, commands);
    return papers.get(String(values[PAPER_OPTION] ?? ''));
  } catch {
    return undefined;
  }
}
