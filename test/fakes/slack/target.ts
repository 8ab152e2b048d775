import type { Block } from './bodies.ts';
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
  readonly place: object;
}

/** What somebody acts on, as it stands now. */
export function targetOf(world: World, { on, user }: { readonly on: Target; readonly user?: FakeUser }): Found {
  if ('hash' in on) {
    const view = world.views.get(on.id);
    if (!view?.isOpen) throw new Error(`the view ${on.id} is not open any more`);
    const viewer = user ?? world.users.get(view.user) ?? world.person;
    const place = { container: { type: 'view', view_id: view.id } };
    return { scene: sceneOf(world, { user: viewer }), view, blocks: view.body.blocks, place };
  }
  const given = 'acknowledged' in on ? on.message() : on;
  const source = given && world.message(given.channel, given.ts);
  if (!source || source.deleted) throw new Error('there is no such message to act on');
  const { channel, ts, threadTs, onlyFor } = source;
  const only = onlyFor === undefined ? undefined : world.users.get(onlyFor);
  const scene = sceneOf(world, { user: user ?? only ?? world.person, channel });
  const container = {
    type: 'message',
    message_ts: ts,
    channel_id: channel,
    is_ephemeral: onlyFor !== undefined,
    ...(threadTs && { thread_ts: threadTs }),
  };
  return {
    scene,
    source,
    blocks: [...(source.body.blocks ?? []), ...(source.body.attachments ?? []).flatMap((one) => one.blocks ?? [])],
    place: {
      container,
      channel: { id: channel, name: scene.channel.name },
      // Slack keeps no ephemeral messages, so it cannot show one again.
      ...(onlyFor === undefined ? { message: messageResource(world, source) } : {}),
    },
  };
}
