import { ApiError, unknown } from './api-error.ts';
import { attachmentFindings, filesAfter, withFiles } from './attachments.ts';
import { callbackFindings, messageFindings } from './body-check.ts';
import type { Caller } from './caller.ts';
import { currentBody, edit, replace } from './channel-routes.ts';
import { assertValid } from './checked.ts';
import { FLAG, type MessageBody } from './message-body.ts';
import { messageResource } from './message-resource.ts';
import type { RestRequest, Route } from './rest.ts';
import type { FakeMessage, FakeUser, World } from './state.ts';

/** An interaction, and the bot's responses so far. */
export interface Interaction {
  readonly id: string;
  readonly token: string;
  /** 2 command, 3 component, 4 autocomplete, 5 modal. */
  readonly type: number;
  readonly channelId: string;
  readonly user: FakeUser;
  /** Used again to submit a modal that it opens. */
  readonly caller: Caller;
  readonly sentAt: number;
  /** The message of a component. */
  readonly source: string | undefined;
  /** Discord limits follow-ups in servers without the bot. */
  readonly maxFollowUps: number;
  callback?: { readonly type: number; readonly data: unknown; readonly afterMs: number };
  original?: string;
  edited?: boolean;
  readonly followUps: string[];
  dead?: 'unknown interaction' | 'unknown webhook' | 'invalid token';
}

const ONLY_FOR: Readonly<Record<number, readonly number[]>> = {
  4: [2, 3, 5],
  5: [2, 3, 5],
  6: [3, 5],
  7: [3, 5],
  8: [4],
  9: [2, 3],
};
const IN_PLACE = [6, 7];

/** Callbacks, edits and follow-ups of interactions. The token in the path authorizes them. */
export function interactionRoutes(world: World, interactions: Map<string, Interaction>, ackTimeoutMs: number): Route[] {
  const live = (token: string): Interaction => {
    const known = interactions.get(token);
    if (known?.dead === 'invalid token') throw new ApiError(401, 50027, 'Invalid Webhook Token');
    if (!known?.callback || known.dead) throw unknown.webhook();
    return known;
  };
  const find = (token: string, id: string): FakeMessage => {
    const { original, followUps } = live(token);
    const wanted = id === '@original' ? original : [original, ...followUps].find((one) => one === id);
    const known = world.messages.get(wanted ?? '');
    if (!known || known.deleted) throw unknown.message();
    return known;
  };
  const addAnswer = (interaction: Interaction, body: MessageBody, files: FakeMessage['files'] = []): FakeMessage => {
    const { id, type, user, channelId } = interaction;
    return world.addMessage({ channelId, author: world.bot, body, files, interaction: { id, type, user } });
  };

  const callback = (request: RestRequest, id: string, token: string): object => {
    const known = interactions.get(token);
    const afterMs = known ? Date.now() - known.sentAt : 0;
    const late = !known?.callback && afterMs > ackTimeoutMs;
    if (!known || known.id !== id || known.dead || late) throw unknown.interaction();
    if (known.callback) throw new ApiError(400, 40060, 'Interaction has already been acknowledged.');
    const { type, data } = request.body as { type: number; data?: unknown };
    const source = known.source === undefined ? undefined : world.messages.get(known.source);
    const fits = ONLY_FOR[type]?.includes(known.type) && (!IN_PLACE.includes(type) || known.source !== undefined);
    const wrong = fits
      ? []
      : [{ path: 'type', message: `${type} does not answer an interaction of type ${known.type}` }];
    const data_ = type === 4 || type === 7 ? withFiles({ ...request, body: data }) : data;
    assertValid(world, request, [...wrong, ...callbackFindings(type, data_, source && currentBody(source))]);
    known.callback = { type, data, afterMs };
    if (type === 4) known.original = addAnswer(known, (data ?? {}) as MessageBody).id;
    if (type === 5) {
      const flags = (((data ?? {}) as MessageBody).flags ?? 0) | FLAG.loading;
      known.original = addAnswer(known, { flags }).id;
    }
    if (source && IN_PLACE.includes(type)) known.original = source.id;
    if (source && type === 7) replace(world, source, data as MessageBody);
    world.watch.notify();
    return resource(known);
  };

  const resource = ({ id, type, callback: given, original }: Interaction): object => {
    const message = world.messages.get(original ?? '');
    const shown = message ? { message: messageResource(world, message) } : {};
    return {
      interaction: {
        id,
        type,
        ...(message ? { response_message_id: message.id, response_message_ephemeral: message.ephemeral } : {}),
        response_message_loading: given?.type === 5,
      },
      ...(message ? { resource: { type: given?.type, ...shown } } : {}),
    };
  };

  return [
    {
      method: 'POST',
      path: '/interactions/:id/:token/callback',
      open: true,
      handle: (request, id = '', token = '') => {
        const body = callback(request, id, token);
        return request.query['with_response'] === 'true' ? { status: 200, body } : { status: 204 };
      },
    },
    {
      method: 'POST',
      path: '/webhooks/:app/:token',
      open: true,
      handle: (request, _, token = '') => {
        const known = live(token);
        if (known.followUps.length >= known.maxFollowUps) {
          throw new ApiError(400, 40094, 'This interaction has reached the maximum number of follow up messages');
        }
        const files = filesAfter(request);
        const body = request.body as MessageBody;
        assertValid(world, request, [
          ...messageFindings(withFiles(request), 'webhook'),
          ...attachmentFindings(body, files),
        ]);
        const followUp = addAnswer(known, body, files);
        known.followUps.push(followUp.id);
        world.watch.notify();
        return { status: 200, body: messageResource(world, followUp) };
      },
    },
    {
      method: 'GET',
      path: '/webhooks/:app/:token/messages/:message',
      open: true,
      handle: (_request, _app, token = '', id = '') => ({ status: 200, body: messageResource(world, find(token, id)) }),
    },
    {
      method: 'PATCH',
      path: '/webhooks/:app/:token/messages/:message',
      open: true,
      handle: (request, _, token = '', id = '') => {
        const before = find(token, id);
        const known = live(token);
        const ready = { ...before, flags: before.flags & ~FLAG.loading };
        const after = edit(world, request, ready, 'webhook edit');
        if (before.id === known.original) known.edited = true;
        return { status: 200, body: messageResource(world, after) };
      },
    },
    {
      method: 'DELETE',
      path: '/webhooks/:app/:token/messages/:message',
      open: true,
      handle: (_request, _app, token = '', id = '') => {
        world.updateMessage(find(token, id).id, { deleted: true });
        return { status: 204 };
      },
    },
  ];
}
