import { unknown } from './api-error.ts';
import { commandListFindings } from './body-check.ts';
import { assertValid } from './checked.ts';
import type { CommandBody, CommandOption } from './command-rules.ts';
import { guildResource, memberResource, userResource } from './resources.ts';
import type { Handler, RestRequest, Route } from './rest.ts';
import type { FakeGuild, StoredCommand, World } from './state.ts';

export interface GatewayAdvice {
  readonly shards: number;
  readonly identifiesLeft: number;
  url(): string;
}

/** The application, its commands and its servers. */
export function applicationRoutes(world: World, advice: GatewayAdvice): Route[] {
  const guild = (id: string): FakeGuild => {
    const known = world.guilds.get(id);
    if (!known) throw unknown.guild();
    return known;
  };
  const list = (scope: string, query: RestRequest['query']): object[] =>
    (world.commands.get(scope) ?? []).map((command) =>
      commandResource(world, command, scope, query['with_localizations'] === 'true'),
    );
  const replace = (request: RestRequest, scope: string): object[] => {
    assertValid(world, request, commandListFindings(request.body));
    const before = world.commands.get(scope) ?? [];
    const stored = (request.body as CommandBody[]).map((command): StoredCommand => {
      const same = before.find(({ name, type = 1 }) => name === command.name && type === (command.type ?? 1));
      return { ...command, id: same?.id ?? world.newId(), version: world.newId() };
    });
    world.commands.set(scope, stored);
    return list(scope, request.query);
  };
  const application: Handler = () => ({
    status: 200,
    body: {
      id: world.applicationId,
      name: 'Paperboy',
      icon: null,
      description: '',
      bot_public: true,
      bot_require_code_grant: false,
      verify_key: '0'.repeat(64),
      flags: 0,
      owner: userResource(world.person),
      team: null,
      summary: '',
      bot: userResource(world.bot),
      integration_types_config: { 0: {}, 1: {} },
    },
  });

  return [
    {
      method: 'GET',
      path: '/gateway/bot',
      handle: () => ({
        status: 200,
        body: {
          url: advice.url(),
          shards: advice.shards,
          session_start_limit: {
            total: 1000,
            remaining: advice.identifiesLeft,
            reset_after: 86_400_000,
            max_concurrency: 1,
          },
        },
      }),
    },
    { method: 'GET', path: '/gateway', open: true, handle: () => ({ status: 200, body: { url: advice.url() } }) },
    { method: 'GET', path: '/applications/@me', handle: application },
    { method: 'GET', path: '/oauth2/applications/@me', handle: application },
    {
      method: 'GET',
      path: '/applications/:id/commands',
      handle: ({ query }) => ({ status: 200, body: list('global', query) }),
    },
    {
      method: 'PUT',
      path: '/applications/:id/commands',
      handle: (request) => ({ status: 200, body: replace(request, 'global') }),
    },
    {
      method: 'GET',
      path: '/applications/:id/guilds/:guild/commands',
      handle: ({ query }, _, id = '') => ({ status: 200, body: list(guild(id).id, query) }),
    },
    {
      method: 'PUT',
      path: '/applications/:id/guilds/:guild/commands',
      handle: (request, _, id = '') => ({ status: 200, body: replace(request, guild(id).id) }),
    },
    {
      method: 'GET',
      path: '/guilds/:id',
      handle: (_, id = '') => ({ status: 200, body: guildResource(world, guild(id)) }),
    },
    {
      method: 'GET',
      path: '/guilds/:id/members/:user',
      handle: (_, id = '', user = '') => {
        guild(id);
        const known = [world.bot, world.person].find((one) => one.id === user) ?? {
          id: user,
          username: `user-${user}`,
        };
        return { status: 200, body: memberResource(known) };
      },
    },
  ];
}

/** A command as Discord returns it: with defaults of the command filled in, and defaults of options left out. */
function commandResource(world: World, command: StoredCommand, scope: string, localized: boolean): object {
  const { options = [], ...rest } = command;
  const languages = ({ name_localizations = null, description_localizations = null }: CommandBody): object =>
    localized ? { name_localizations, description_localizations } : {};
  const lean = (option: CommandOption): object => {
    const {
      name_localizations,
      description_localizations,
      required,
      autocomplete,
      options: inner,
      choices,
      ...own
    } = option;
    return {
      ...own,
      ...languages(option as CommandBody),
      ...(required ? { required } : {}),
      ...(autocomplete ? { autocomplete } : {}),
      ...(choices?.length ? { choices } : {}),
      ...(inner?.length ? { options: inner.map(lean) } : {}),
    };
  };
  const { name_localizations, description_localizations, ...own } = rest;
  return {
    type: 1,
    application_id: world.applicationId,
    default_member_permissions: null,
    dm_permission: true,
    contexts: null,
    integration_types: [0],
    nsfw: false,
    description: '',
    ...own,
    ...languages(command),
    ...(scope === 'global' ? {} : { guild_id: scope }),
    ...(options.length ? { options: options.map(lean) } : {}),
  };
}
