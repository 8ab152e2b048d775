import { type Element, interactiveElements, type MessageBody } from '../../../fakes/slack/bodies.ts';
import type { InteractionHandle } from '../../../fakes/slack/handle.ts';
import type { FakeSlack } from '../../../fakes/slack/index.ts';
import type { FakeMessage, FakeUser, FakeView } from '../../../fakes/slack/state.ts';
import { visibleText } from '../../../fakes/slack/visible-text.ts';

type Target = FakeMessage | FakeView | InteractionHandle;

/** The visible text of a message or view, without word joiners. */
export function read({ body }: { readonly body: Pick<MessageBody, 'text' | 'blocks'> }): string {
  return visibleText(body).replaceAll('\u2060', '');
}

/** Waits until all earlier requests are handled. A request by a new user takes longest. */
export async function waitForIdle(slack: FakeSlack): Promise<void> {
  await slack.directMessage({ text: 'help', user: slack.addUser({ name: 'grace' }) }).answered;
}

/** Clicks the button or chooses the menu option with a label: the first one, or the one at index `nth`. */
export function use(
  slack: FakeSlack,
  on: Target,
  label: string,
  { nth = 0, user }: { readonly nth?: number; readonly user?: FakeUser } = {},
): InteractionHandle {
  const found = interactiveElements(blocksOf(slack, on)).flatMap(({ element }) => usesOf(element, label));
  const one = found[nth];
  if (one === undefined) throw new Error(`no control has the label ${label}`);
  const { actionId, value } = one;
  const interaction = { on, actionId, ...(user && { user }) };
  return value === undefined ? slack.press(interaction) : slack.choose({ ...interaction, value });
}

/** The labels of all buttons and menu options. */
export function labelsIn({ body }: { readonly body: Pick<MessageBody, 'blocks'> }): string[] {
  return interactiveElements(body.blocks).flatMap(({ element: { type, text, options = [] } }) =>
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
  const message = 'acknowledged' in on ? on.message() : on;
  const now = message && slack.message(message.channel, message.ts);
  return [...(now?.body.blocks ?? []), ...Object.values(now?.unfurls ?? {}).flatMap(({ blocks = [] }) => blocks)];
}
