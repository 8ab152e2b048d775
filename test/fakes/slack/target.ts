import { type Block, everyElement } from './bodies.ts';
import type { DeedHandle } from './handle.ts';
import { messageResource } from './resources.ts';
import { type Scene, sceneOf } from './scene.ts';
import type { FakeMessage, FakeUser, FakeView, World } from './state.ts';

export type Target = FakeMessage | FakeView | DeedHandle;

interface Found {
  readonly scene: Scene;
  readonly source?: FakeMessage;
  readonly view?: FakeView;
  readonly blocks: readonly Block[];
  /** The part of a payload that says where it happened. */
  readonly placeOf: (block: Block) => object;
}

/** What somebody acts on, as it stands now. */
export function targetOf(world: World, { on, user }: { readonly on: Target; readonly user?: FakeUser }): Found {
  if ('hash' in on) {
    const view = world.views.get(on.id);
    if (!view?.isOpen) throw new Error(`the view ${on.id} is not open any more`);
    const viewer = user ?? world.users.get(view.user) ?? world.person;
    const place = { container: { type: 'view', view_id: view.id } };
    return { scene: sceneOf(world, { user: viewer }), view, blocks: view.body.blocks, placeOf: () => place };
  }
  const given = 'acknowledged' in on ? on.message() : on;
  const source = given && world.message(given.channel, given.ts);
  if (!source || source.deleted) throw new Error('there is no such message to act on');
  const { channel, ts, threadTs, onlyFor, body } = source;
  const only = onlyFor === undefined ? undefined : world.users.get(onlyFor);
  const scene = sceneOf(world, { user: user ?? only ?? world.person, channel });
  const common = {
    message_ts: ts,
    channel_id: channel,
    is_ephemeral: onlyFor !== undefined,
    ...(threadTs && { thread_ts: threadTs }),
  };
  const cards = Object.entries(source.unfurls).map(([url, card]) => ({ url, blocks: card.blocks ?? [] }));
  return {
    scene,
    source,
    blocks: [...(body.blocks ?? []), ...[...(body.attachments ?? []), ...cards].flatMap((one) => one.blocks ?? [])],
    placeOf: (block) => {
      const where = { channel: { id: channel, name: scene.channel.name } };
      const at = cards.findIndex(({ blocks }) => everyElement(blocks).some((one) => one.block === block));
      const card = cards[at];
      if (card) {
        const unfurl = { attachment_id: at + 1, is_app_unfurl: true, app_unfurl_url: card.url };
        const container = { type: 'message_attachment', ...common, ...unfurl };
        return { container, ...where, app_unfurl: { id: at + 1, app_unfurl_url: card.url, is_app_unfurl: true } };
      }
      // Slack keeps no ephemeral messages, so it cannot show one again.
      const message = onlyFor === undefined ? { message: messageResource(world, source) } : {};
      return { container: { type: 'message', ...common }, ...where, ...message };
    },
  };
}
