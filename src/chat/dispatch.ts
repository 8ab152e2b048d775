import { UserError, unreachable } from '../errors.ts';
import type { Log } from '../log.ts';
import { createNewId } from '../new-id.ts';
import { decodeAction, fetchKept } from './action.ts';
import type { Context, Core } from './context.ts';
import { code, type Document, prose } from './document.ts';
import { asksFirst, filledForm } from './form.ts';
import { greeting } from './greeting.ts';
import type { Answer, CommandCall, Invocation, Reply } from './invocation.ts';
import { linkCards } from './link-cards.ts';
import { notAllowed } from './not-allowed.ts';
import { papersInMessage } from './papers-in-message.ts';
import { calledCommand, callFrom, commandNamed, readCall } from './read-call.ts';
import { callAbout, lacksPaper, threadSubject } from './thread-subject.ts';

/** Answers whatever people do on a platform. It never rejects. */
export type Dispatch = (invocation: Invocation) => Promise<Answer>;

interface Dependencies {
  readonly core: Core;
  readonly log: Log;
  /** At least 0, less than 1. */
  readonly random: () => number;
  /** What a fault is to whoever can put it right: at a command line those are the people who ask. */
  readonly explain?: (error: unknown) => UserError | undefined;
}

/** Of the id under which a fault is logged. */
const ID_LENGTH = 6;

/**
 * The one way from a platform to the core, with the one error boundary: a `UserError` is shown as it is; anything else is logged under
 * a short id, and the answer names that id.
 */
export function createDispatch({ core, log, random, explain }: Dependencies): Dispatch {
  const newId = createNewId(random, ID_LENGTH);
  return async (invocation) => {
    try {
      const { place, person, manages = false, cannotOpenThread } = invocation;
      return await answer(invocation, { ...core, place, person, manages, cannotOpenThread });
    } catch (thrown) {
      const error = explain?.(thrown) ?? thrown;
      if (error instanceof UserError) return refusal(error, invocation);
      const id = newId();
      log.error({ id, err: error, kind: invocation.kind, platform: invocation.place.platform }, 'an invocation failed');
      return failure(id, invocation);
    }
  };
}

async function answer(invocation: Invocation, context: Context): Promise<Answer> {
  switch (invocation.kind) {
    case 'command':
      if (!asksFirst(invocation.call, context.commands)) return run(invocation.call, context);
      return { kind: 'form', form: await filledForm(invocation.call, context) };
    case 'action': {
      await fetchKept(invocation.action, context.keepsakes);
      const { text, replaces, asks } = decodeAction(invocation.action, context.keepsakes);
      if (asks) return { kind: 'form', form: await filledForm({ text }, context) };
      return { ...(await run({ text }, context)), replaces };
    }
    case 'form submitted':
      return run({ command: invocation.command, values: invocation.values }, context);
    case 'suggest': {
      const { options } = commandNamed(invocation.command, context.commands);
      const option = Object.hasOwn(options, invocation.option) ? options[invocation.option] : undefined;
      return { kind: 'suggestions', suggestions: (await option?.suggest?.(invocation.partial, context)) ?? [] };
    }
    case 'link shared':
      return { kind: 'cards', cards: await linkCards(invocation.urls, invocation.isDraft, context) };
    case 'message chosen':
      return reply(await papersInMessage(invocation.text, context), { private: true });
    case 'thread message':
      return inThread(invocation, context);
    case 'thread stirred':
      await stirred(context);
      return { kind: 'silence' };
    case 'home opened':
      return run({ text: 'home' }, context);
    case 'installed':
      return reply(greeting(context), { private: false });
    case 'uninstalled':
      await context.forgetTenant(context.place.platform, context.place.tenant);
      return { kind: 'silence' };
    default:
      return unreachable(invocation);
  }
}

/** Who may not call a command at all hears that, and nothing of what else is wrong with the call. */
async function run(call: CommandCall, context: Context): Promise<Reply> {
  const { name, audience, deed = `call /papers ${name}` } = calledCommand(call, context.commands);
  if (audience === 'managers' && !context.manages) throw notAllowed(deed, context);
  const { command, values } = readCall(call, context.commands);
  return reply(await command.run(values, context), { private: command.private });
}

/**
 * A call that lacks a paper is about the paper of the thread. Everybody there sees the answer, unless it is about the one who asks. In the
 * thread of a discussion it counts as something that happened there.
 */
async function inThread(
  { text, starter }: Extract<Invocation, { kind: 'thread message' }>,
  context: Context,
): Promise<Reply> {
  if (context.place.thread !== undefined) await stirred(context);
  const asked = callFrom(text, context.commands);
  const call = lacksPaper(asked, context) ? callAbout(await threadSubject(starter, context), asked, context) : asked;
  const { personal = false } = calledCommand(call, context.commands);
  return { ...(await run(call, context)), private: personal };
}

/** Notes that something happened in a thread, and has its card brought up to date. */
async function stirred({ place, discussions, now }: Context): Promise<void> {
  await discussions.discussions.stir(place, now().toISOString());
  discussions.lookSoon();
}

function refusal(error: UserError, invocation: Invocation): Answer {
  if (invocation.kind === 'suggest') return { kind: 'suggestions', suggestions: [] };
  return reply({ blocks: [prose(error.message)] }, { private: true, outcome: 'refused', fields: error.fields });
}

function failure(id: string, invocation: Invocation): Answer {
  if (invocation.kind === 'suggest') return { kind: 'suggestions', suggestions: [], failed: true };
  const text =
    'Something went wrong on our side, not on yours. Try again; if it stays, tell whoever runs Paperboy this id: ';
  return reply({ blocks: [prose(text, code(id))] }, { private: true, outcome: 'failed' });
}

function reply(document: Document, how: Pick<Reply, 'private'> & Partial<Reply>): Reply {
  return { kind: 'reply', document, replaces: false, outcome: 'answered', ...how };
}
