import { type Block, interactiveElements } from './bodies.ts';
import { type InteractionContext, resolveContext } from './context.ts';
import type { InteractionHandle } from './handle.ts';
import { messageResource } from './resources.ts';
import type { FakeMessage, FakeUser, FakeView, World } from './state.ts';

export type Target = FakeMessage | FakeView | InteractionHandle;

interface ResolvedTarget {
  readonly context: InteractionContext;
  readonly source?: FakeMessage;
  readonly view?: FakeView;
  readonly blocks: readonly Block[];
  /** The payload's properties for where an interaction happened. */
  readonly locationPayload: (block: Block) => object;
}

/** The current state of what a user acts on. */
export function resolveTarget(
  world: World,
  { on, user }: { readonly on: Target; readonly user?: FakeUser },
): ResolvedTarget {
  if ('hash' in on) {
    const view = world.views.get(on.id);
    if (!view?.isOpen) throw new Error(`view ${on.id} is closed`);
    const viewer = user ?? world.users.get(view.user) ?? world.person;
    const place = { container: { type: 'view', view_id: view.id } };
    return {
      context: resolveContext(world, { user: viewer }),
      view,
      blocks: view.body.blocks,
      locationPayload: () => place,
    };
  }
  const given = 'acknowledged' in on ? on.message() : on;
  const source = given && world.message(given.channel, given.ts);
  if (!source || source.deleted) throw new Error('message is deleted or unknown');
  const { channel, ts, threadTs, onlyFor, body } = source;
  const only = onlyFor === undefined ? undefined : world.users.get(onlyFor);
  const context = resolveContext(world, { user: user ?? only ?? world.person, channel });
  const common = {
    message_ts: ts,
    channel_id: channel,
    is_ephemeral: onlyFor !== undefined,
    ...(threadTs && { thread_ts: threadTs }),
  };
  const cards = Object.entries(source.unfurls).map(([url, card]) => ({ url, blocks: card.blocks ?? [] }));
  return {
    context,
    source,
    blocks: [...(body.blocks ?? []), ...[...(body.attachments ?? []), ...cards].flatMap((one) => one.blocks ?? [])],
    locationPayload: (block) => {
      const where = { channel: { id: channel, name: context.channel.name } };
      const at = cards.findIndex(({ blocks }) => interactiveElements(blocks).some((one) => one.block === block));
      const card = cards[at];
      if (card) {
        const unfurl = { attachment_id: at + 1, is_app_unfurl: true, app_unfurl_url: card.url };
        const container = { type: 'message_attachment', ...common, ...unfurl };
        return { container, ...where, app_unfurl: { id: at + 1, app_unfurl_url: card.url, is_app_unfurl: true } };
      }
      // Slack doesn't store ephemeral messages.
      const message = onlyFor === undefined ? { message: messageResource(world, source) } : {};
      return { container: { type: 'message', ...common }, ...where, ...message };
    },
  };
}
