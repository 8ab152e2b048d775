import { type Element, everyElement, type MessageBody } from '../../../fakes/slack/bodies.ts';
import type { DeedHandle } from '../../../fakes/slack/handle.ts';
import type { FakeSlack } from '../../../fakes/slack/index.ts';
import type { FakeMessage, FakeUser, FakeView } from '../../../fakes/slack/state.ts';
import { visibleText } from '../../../fakes/slack/visible-text.ts';

type Target = FakeMessage | FakeView | DeedHandle;

/** What a person reads in a message or a view, without the joiners that nobody sees. */
export function read({ body }: { readonly body: Pick<MessageBody, 'text' | 'blocks'> }): string {
  return visibleText(body).replaceAll('\u2060', '');
}

/** Waits until all that came before has been answered, if it is answered at all: what somebody new asks takes longest. */
export async function settled(slack: FakeSlack): Promise<void> {
  await slack.directMessage({ text: 'help', user: slack.addUser({ name: 'grace' }) }).answered;
}

/** Presses the button, or chooses from the menu, that is called so; of several the first, or the one at `nth`. */
export function use(
  slack: FakeSlack,
  on: Target,
  label: string,
  { nth = 0, user }: { readonly nth?: number; readonly user?: FakeUser } = {},
): DeedHandle {
  const found = everyElement(blocksOf(slack, on)).flatMap(({ element }) => usesOf(element, label));
  const one = found[nth];
  if (one === undefined) throw new Error(`nothing there is called ${label}`);
  const { actionId, value } = one;
  const deed = { on, actionId, ...(user && { user }) };
  return value === undefined ? slack.press(deed) : slack.choose({ ...deed, value });
}

/** The labels of all that can be pressed or chosen. */
export function labelsIn({ body }: { readonly body: Pick<MessageBody, 'blocks'> }): string[] {
  return everyElement(body.blocks).flatMap(({ element: { type, text, options = [] } }) =>
    type === 'button' ? [text?.text ?? ''] : options.map((option) => option.text.text),
  );
}

function usesOf(
  { type, action_id: actionId = '', text, options = [] }: Element,
  label: string,
): { readonly actionId: string; readonly value?: string }[] {
  if (type === 'button') return text?.text === label ? [{ actionId }] : [];
  return options.filter((one) => one.text.text === label).map(({ value }) => ({ actionId, value }));
}

function blocksOf(slack: FakeSlack, on: Target) {
  if ('hash' in on) return slack.views.find(({ id }) => id === on.id)?.body.blocks;
  const said = 'acknowledged' in on ? on.message() : on;
  const now = said && slack.message(said.channel, said.ts);
  return [...(now?.body.blocks ?? []), ...Object.values(now?.unfurls ?? {}).flatMap(({ blocks = [] }) => blocks)];
}
