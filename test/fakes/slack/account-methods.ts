import { SlackError } from './api-error.ts';
import { userResource } from './resources.ts';
import type { World } from './state.ts';
import type { Methods } from './web-api.ts';

/** @param connect returns the URL for a new WebSocket, or `undefined` if there are too many */
export function accountMethods(world: World, connect: () => string | undefined): Methods {
  return {
    'auth.test': {
      fields: [],
      handle: () => ({
        url: 'https://lab.slack.com/',
        team: 'Lab',
        user: 'paperboy',
        team_id: world.teamId,
        user_id: world.botUserId,
        bot_id: world.botId,
        is_enterprise_install: false,
      }),
    },
    'users.info': {
      scope: 'users:read',
      fields: ['user', 'include_locale'],
      handle: ({ body }) => {
        const user = world.users.get(`${body['user']}`);
        if (!user) throw new SlackError('user_not_found');
        return { user: userResource(world, user) };
      },
    },
    'apps.connections.open': {
      token: 'app',
      fields: [],
      handle: () => {
        const url = connect();
        if (url === undefined) throw new SlackError('too_many_websockets');
        return { url };
      },
    },
  };
}
