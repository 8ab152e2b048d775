import { SlackError } from './api-error.ts';
import { viewResource } from './resources.ts';
import type { FakeView, Trigger, World } from './state.ts';
import { openView, updateView } from './views.ts';
import type { ApiRequest, Methods } from './web-api.ts';

export function viewMethods(world: World, triggerTtlMs: number): Methods {
  const triggerOf = ({ body, at }: ApiRequest): Trigger => {
    const trigger = world.triggers.get(`${body['trigger_id']}`);
    if (!trigger) throw new SlackError('invalid_trigger_id');
    if (trigger.isUsed) throw new SlackError('exchanged_trigger_id');
    if (trigger.isExpired || at - trigger.sentAt > triggerTtlMs) throw new SlackError('expired_trigger_id');
    return trigger;
  };
  const shown = (view: FakeView): object => ({ view: viewResource(world, view) });
  const spend = (trigger: Trigger, view: FakeView): object => {
    trigger.isUsed = true;
    trigger.view = view.id;
    world.watch.notify();
    return shown(view);
  };

  return {
    'views.open': {
      fields: ['trigger_id', 'view'],
      handle: (request) => {
        const trigger = triggerOf(request);
        const { user, channel } = trigger;
        return spend(trigger, openView(world, 'views.open', request.body['view'], { how: 'opened', user, channel }));
      },
    },
    'views.push': {
      fields: ['trigger_id', 'view'],
      handle: (request) => {
        const trigger = triggerOf(request);
        const { user, from = '' } = trigger;
        const on = world.views.get(from);
        const opening = { how: 'pushed', user, ...(on && { on }) } as const;
        return spend(trigger, openView(world, 'views.push', request.body['view'], opening));
      },
    },
    'views.update': {
      fields: ['view_id', 'external_id', 'view', 'hash'],
      handle: ({ body }) => {
        const { view_id: id, external_id: external, view, hash } = body;
        const all = [...world.views.values()];
        const known = all.find((one) =>
          id === undefined ? one.body.external_id === external && external !== undefined : one.id === id,
        );
        if (!known?.isOpen) throw new SlackError('not_found');
        return shown(updateView(world, 'views.update', known, view, hash));
      },
    },
    'views.publish': {
      fields: ['user_id', 'view', 'hash'],
      handle: ({ body }) => {
        const { user_id: user, view, hash } = body;
        if (!world.users.has(`${user}`)) throw new SlackError('user_not_found');
        const known = homeOf(world, `${user}`);
        if (known) return shown(updateView(world, 'views.publish', known, view, hash));
        return shown(openView(world, 'views.publish', view, { how: 'published', user: `${user}` }));
      },
    },
  };
}

export function homeOf(world: World, user: string): FakeView | undefined {
  return [...world.views.values()].find((one) => one.type === 'home' && one.user === user);
}
