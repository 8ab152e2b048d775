import { SlackError } from './api-error.ts';
import { viewFindings } from './block-check/bodies.ts';
import { kept, type ViewBody } from './bodies.ts';
import { fileFindings } from './file-methods.ts';
import { demand } from './requirements.ts';
import type { FakeView, World } from './state.ts';

const MOST_STACKED = 3;

/** What a view is put up for, and by whom it is seen. */
interface Opening {
  readonly how: FakeView['how'];
  readonly user: string;
  /** The view that it is pushed on. */
  readonly on?: FakeView;
  readonly channel?: string | undefined;
}

/** Puts up a view. @param what the call that does it, for the notes on what is wrong */
export function openView(
  world: World,
  what: string,
  given: unknown,
  { how, user, on, channel = on?.channel }: Opening,
): FakeView {
  const body = checkedView(world, what, given, how === 'published' ? 'home' : 'modal');
  if (how === 'pushed' && !on) throw new SlackError('not_found');
  const stack = on ? [...world.views.values()].filter((one) => one.rootId === on.rootId && one.isOpen) : [];
  if (stack.length >= MOST_STACKED) throw new SlackError('push_limit_reached');
  const id = world.newId('V');
  const place = {
    ...(on ? { rootId: on.rootId, previousId: on.id } : { rootId: id }),
    ...(channel !== undefined && { channel }),
  };
  return world.putView({ id, type: body.type, user, body, how, updates: 0, isOpen: true, ...place });
}

/** Puts another body in the place of a view's. @param hash the view as whoever updates it knows it */
export function updateView(world: World, what: string, view: FakeView, given: unknown, hash?: unknown): FakeView {
  if (hash !== undefined && hash !== view.hash) throw new SlackError('hash_conflict');
  const body = checkedView(world, what, given, view.type, view.id);
  return world.putView({ ...view, body, updates: view.updates + 1 });
}

/** Takes a view away, and with `all` those that it lies on. */
export function closeView(world: World, view: FakeView, all = false): void {
  const closed = [...world.views.values()].filter((one) => one.id === view.id || (all && one.rootId === view.rootId));
  for (const one of closed) world.putView({ ...one, isOpen: false });
}

function checkedView(world: World, what: string, given: unknown, type: ViewBody['type'], id?: string): ViewBody {
  demand(world, what, [...viewFindings(given), ...fileFindings(world, given)], 'invalid_arguments');
  const body = given as ViewBody;
  if (body.type !== type) throw new SlackError('invalid_arguments');
  const namesake = [...world.views.values()].find((one) => one.isOpen && one.body.external_id === body.external_id);
  if (body.external_id && namesake && namesake.id !== id) throw new SlackError('duplicate_external_id');
  return kept(body);
}
