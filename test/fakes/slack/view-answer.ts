import { isObject } from './block-check/rules.ts';
import { finding } from './finding.ts';
import { demand } from './requirements.ts';
import type { FakeView, Trigger, World } from './state.ts';
import { closeView, openView, updateView } from './views.ts';

/** Does what an app answers to a submitted view: nothing closes it. */
export function carryOutViewAnswer(world: World, what: string, view: FakeView, body: object, trigger?: Trigger): void {
  const { response_action: action, errors, view: given } = body as Readonly<Record<string, unknown>>;
  const wrong = (at: string, message: string): void => demand(world, what, [finding(at, message)]);
  switch (action) {
    case undefined:
      if (Object.keys(body).length > 0) wrong('', `means nothing to Slack: ${JSON.stringify(body)}`);
      closeView(world, view);
      break;
    case 'clear':
      closeView(world, view, true);
      break;
    case 'errors': {
      const inputs = view.body.blocks.filter(({ type }) => type === 'input').map((one) => one.block_id);
      if (!isObject(errors) || Object.keys(errors).length === 0) wrong('/errors', 'names no field');
      for (const [name, words] of Object.entries(Object(errors))) {
        if (!inputs.includes(name)) wrong(`/errors/${name}`, `is no input block; there are ${inputs.join(', ')}`);
        if (typeof words !== 'string' || words === '') wrong(`/errors/${name}`, 'must be a text');
      }
      break;
    }
    case 'update':
      if (trigger) trigger.view = view.id;
      updateView(world, what, view, given);
      break;
    case 'push': {
      const pushed = openView(world, what, given, { how: 'pushed', user: view.user, on: view });
      if (trigger) trigger.view = pushed.id;
      world.watch.notify();
      break;
    }
    default:
      wrong('/response_action', `unknown: ${action}`);
  }
}
