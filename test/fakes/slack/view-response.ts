import { rejectInvalid } from './api-error.ts';
import { isObject } from './block-check/rules.ts';
import { finding } from './finding.ts';
import type { FakeView, Trigger, World } from './state.ts';
import { closeView, openView, updateView } from './views.ts';

/** Applies the acknowledgement of a submitted view. An empty one closes it. */
export function applyViewResponse(world: World, label: string, view: FakeView, body: object, trigger?: Trigger): void {
  const { response_action: action, errors, view: given } = body as Readonly<Record<string, unknown>>;
  const wrong = (at: string, message: string): void => rejectInvalid(world, label, [finding(at, message)]);
  switch (action) {
    case undefined:
      if (Object.keys(body).length > 0) wrong('', `is not a known response: ${JSON.stringify(body)}`);
      closeView(world, view);
      break;
    case 'clear':
      closeView(world, view, true);
      break;
    case 'errors': {
      const inputs = view.body.blocks.filter(({ type }) => type === 'input').map((one) => one.block_id);
      if (!isObject(errors) || Object.keys(errors).length === 0) wrong('/errors', 'has no fields');
      for (const [name, message] of Object.entries(Object(errors))) {
        if (!inputs.includes(name)) wrong(`/errors/${name}`, `is not an input block, only ${inputs.join(', ')}`);
        if (typeof message !== 'string' || message === '') wrong(`/errors/${name}`, 'must be a string');
      }
      break;
    }
    case 'update':
      if (trigger) trigger.view = view.id;
      updateView(world, label, view, given);
      break;
    case 'push': {
      const pushed = openView(world, label, given, { how: 'pushed', user: view.user, on: view });
      if (trigger) trigger.view = pushed.id;
      world.watch.notify();
      break;
    }
    default:
      wrong('/response_action', `unknown: ${action}`);
  }
}
