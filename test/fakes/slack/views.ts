import { rejectInvalid, SlackError } from './api-error.ts';
import { viewFindings } from './block-check/bodies.ts';
import { type ViewBody, withNames } from './bodies.ts';
import { fileFindings } from './file-methods.ts';
import type { FakeView, World } from './state.ts';

const MAX_STACK_DEPTH = 3;

interface Opening {
  readonly how: FakeView['how'];
  readonly user: string;
  /** The view below it. */
  readonly on?: FakeView;
  readonly channel?: string | undefined;
}

/** @param what the request, for violations */
export function openView(
  world: World,
  what: string,
  given: unknown,
  { how, user, on, channel = on?.channel }: Opening,
): FakeView {
  const body = validateView(world, what, given, how === 'published' ? 'home' : 'modal');
  if (how === 'pushed' && !on) throw new SlackError('not_found');
  const stack = on ? [...world.views.values()].filter((one) => one.rootId === on.rootId && one.isOpen) : [];
  if (stack.length >= MAX_STACK_DEPTH) throw new SlackError('push_limit_reached');
  const id = world.newId('V');
  const place = {
    ...(on ? { rootId: on.rootId, previousId: on.id } : { rootId: id }),
    ...(channel !== undefined && { channel }),
  };
  return world.putView({ id, type: body.type, user, body, how, updates: 0, isOpen: true, ...place });
}

/** @param hash the expected hash of the view */
export function updateView(world: World, what: string, view: FakeView, given: unknown, hash?: unknown): FakeView {
  if (hash !== undefined && hash !== view.hash) throw new SlackError('hash_conflict');
  const body = validateView(world, what, given, view.type, view.id);
  return world.putView({ ...view, body, updates: view.updates + 1 });
}

/** @param all closes the whole stack */
export function closeView(world: World, view: FakeView, all = false): void {
  const closed = [...world.views.values()].filter((one) => one.id === view.id || (all && one.rootId === view.rootId));
  for (const one of closed) world.putView({ ...one, isOpen: false });
}

function validateView(world: World, what: string, given: unknown, type: ViewBody['type'], id?: string): ViewBody {
  rejectInvalid(world, what, [...viewFindings(given), ...fileFindings(world, given)], 'invalid_arguments');
  const body = given as ViewBody;
  if (body.type !== type) throw new SlackError('invalid_arguments');
  const duplicate = [...world.views.values()].find((one) => one.isOpen && one.body.external_id === body.external_id);
  if (body.external_id && duplicate && duplicate.id !== id) throw new SlackError('duplicate_external_id');
  return withNames(body);
}
