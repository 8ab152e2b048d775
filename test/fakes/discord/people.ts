import { randomBytes } from 'node:crypto';
import { type Caller, sceneOf } from './caller.ts';
import type { CommandOption } from './command-rules.ts';
import type { FakeGateway } from './gateway.ts';
import { type Choice, handleOf, type InteractionHandle } from './handle.ts';
import type { Interaction } from './interaction-routes.ts';
import { type Component, everyComponent } from './message-body.ts';
import { messageResource } from './message-resource.ts';
import { fillInModal } from './modal.ts';
import { channelResource } from './resources.ts';
import { DEFAULT_PERMISSIONS, type FakeMessage, type StoredCommand, type World } from './state.ts';

type OptionValue = string | number | boolean;

interface CommandCall extends Caller {
  readonly name: string;
  readonly subcommand?: string;
  readonly options?: Readonly<Record<string, OptionValue>>;
}

interface ComponentCall extends Caller {
  /** The message, or the interaction that it answers. */
  readonly message: FakeMessage | InteractionHandle;
  readonly customId: string;
}

interface ModalSubmission extends Pick<Caller, 'memberPermissions' | 'permissionsIn'> {
  /** The interaction that opened the modal. */
  readonly on: InteractionHandle;
  readonly values?: Readonly<Record<string, string>>;
}

/** Interactions of people, which the bot gets over the gateway. */
export interface People {
  command(call: CommandCall): InteractionHandle;
  autocomplete(call: CommandCall & { readonly focused: string; readonly value: string }): Promise<readonly Choice[]>;
  press(call: ComponentCall): InteractionHandle;
  select(call: ComponentCall & { readonly values: readonly string[] }): InteractionHandle;
  messageMenu(call: Caller & { readonly name: string; readonly target: FakeMessage }): InteractionHandle;
  /** Submits the modal that an interaction opened. Initial values and permissions stay the same unless given. */
  submitModal(call: ModalSubmission): Promise<InteractionHandle>;
}

const TYPE = { command: 2, component: 3, autocomplete: 4, modal: 5 } as const;
const OPTION_CHANNEL = 7;
const MAX_FOLLOW_UPS_AS_USER_APP = 5;

export function createPeople(world: World, gateway: FakeGateway, interactions: Map<string, Interaction>): People {
  const act = (type: number, caller: Caller, data: object, what: string, source?: FakeMessage): InteractionHandle => {
    const scene = sceneOf(world, caller);
    const interaction: Interaction = {
      id: world.newId(),
      token: randomBytes(64).toString('base64url'),
      type,
      channelId: scene.channel.id,
      user: scene.user,
      caller: { ...caller, user: scene.user, channel: scene.channel.id },
      sentAt: Date.now(),
      source: source?.id,
      maxFollowUps: scene.isElsewhere ? MAX_FOLLOW_UPS_AS_USER_APP : Number.POSITIVE_INFINITY,
      followUps: [],
    };
    interactions.set(interaction.token, interaction);
    const { id, token } = interaction;
    const message = source ? { message: messageResource(world, source) } : {};
    gateway.dispatch('INTERACTION_CREATE', { id, token, type, ...scene.payload, data, ...message }, scene.guildId);
    return handleOf(world, interaction, what);
  };

  const registered = (name: string, type: number): StoredCommand | undefined => {
    const all = [...world.commands.values()].flat();
    const known = all.find((command) => command.name === name && (command.type ?? 1) === type);
    if (!known && all.length > 0)
      throw new Error(`no command ${name} is registered; there are ${all.map((one) => one.name).join(', ')}`);
    return known;
  };

  const commandData = (call: CommandCall, focused?: string): object => {
    const { name, subcommand, options = {} } = call;
    const known = registered(name, 1);
    const level =
      subcommand === undefined ? known?.options : known?.options?.find((one) => one.name === subcommand)?.options;
    if (known && subcommand !== undefined && !known.options?.some((one) => one.name === subcommand)) {
      throw new Error(`/${name} has no sub-command ${subcommand}`);
    }
    const given = Object.entries(options).map(([option, value]) => {
      const type = typeOf(level, known !== undefined, option, value);
      return { name: option, type, value, ...(option === focused ? { focused: true } : {}) };
    });
    const nested = subcommand === undefined ? given : [{ name: subcommand, type: 1, options: given }];
    const resolved = given.flatMap(({ name: option, type, value }) => {
      if (type !== OPTION_CHANNEL) return [];
      const types = level?.find((one) => one.name === option)?.['channel_types'] as readonly number[] | undefined;
      return [resolvedChannel(world, `${value}`, types, call)];
    });
    return {
      id: known?.id ?? world.newId(),
      name,
      type: 1,
      ...(nested.length ? { options: nested } : {}),
      ...(resolved.length ? { resolved: { channels: Object.fromEntries(resolved) } } : {}),
    };
  };

  const component = ({
    message,
    customId,
    user,
  }: ComponentCall): { source: FakeMessage; found: Component; caller: Caller } => {
    const source = 'answered' in message ? message.message() : world.messages.get(message.id);
    if (!source || source.deleted) throw new Error('the message does not exist');
    const active = everyComponent(source.body.components).map((one) => one.component);
    const found = active.find(({ custom_id }) => custom_id === customId);
    const ids = active.flatMap(({ custom_id }) => custom_id ?? []);
    if (!found) throw new Error(`no component ${customId}; there are ${ids.join(', ') || 'none'}`);
    if (found.disabled) throw new Error(`the component ${customId} is disabled`);
    const channel = world.channels.get(source.channelId);
    const guild = channel?.type === 1 ? null : channel?.guildId;
    return {
      source,
      found,
      caller: { channel: source.channelId, ...(guild === undefined ? {} : { guild }), ...(user ? { user } : {}) },
    };
  };

  return {
    command: (call) => act(TYPE.command, call, commandData(call), `/${call.name} ${call.subcommand ?? ''}`),
    autocomplete: (call) => {
      const options = { ...call.options, [call.focused]: call.value };
      const data = commandData({ ...call, options }, call.focused);
      return act(TYPE.autocomplete, call, data, `the completion of ${call.focused}`).choices;
    },
    press: (call) => {
      const { source, found, caller } = component(call);
      const data = { custom_id: call.customId, component_type: found.type };
      return act(TYPE.component, { ...caller, ...call }, data, `the button ${call.customId}`, source);
    },
    select: (call) => {
      const { source, found, caller } = component(call);
      const offered = found.options?.map(({ value }) => value);
      const strange = call.values.find((value) => offered && !offered.includes(value));
      if (strange !== undefined)
        throw new Error(`the menu ${call.customId} has no ${strange}; there are ${offered?.join(', ')}`);
      const data = { custom_id: call.customId, component_type: found.type, values: call.values };
      return act(TYPE.component, { ...caller, ...call }, data, `the menu ${call.customId}`, source);
    },
    messageMenu: (call) => {
      const { target, name } = call;
      const known = registered(name, 3);
      const resolved = { messages: { [target.id]: messageResource(world, target) } };
      const data = { id: known?.id ?? world.newId(), name, type: 3, target_id: target.id, resolved };
      return act(TYPE.command, { channel: target.channelId, ...call }, data, `the menu entry ${name}`);
    },
    submitModal: async ({ on, values = {}, ...may }) => {
      const modal = await on.modal;
      const opened = interactions.get(on.token);
      if (!opened) throw new Error('the interaction opened no modal');
      const caller = { ...opened.caller, ...may };
      const { components, channels } = fillInModal(modal, values);
      const resolved = channels.map(({ id, types }) => resolvedChannel(world, id, types, caller));
      const data = {
        custom_id: modal['custom_id'],
        components,
        ...(resolved.length ? { resolved: { channels: Object.fromEntries(resolved) } } : {}),
      };
      const source = opened.source === undefined ? undefined : world.messages.get(opened.source);
      return act(TYPE.modal, caller, data, `the modal ${modal['custom_id']}`, source);
    },
  };
}

function typeOf(
  level: readonly CommandOption[] | undefined,
  isKnown: boolean,
  option: string,
  value: OptionValue,
): number {
  const known = level?.find(({ name }) => name === option);
  if (known) return known.type;
  if (isKnown)
    throw new Error(`the command has no option ${option}; there are ${level?.map(({ name }) => name).join(', ')}`);
  if (typeof value === 'boolean') return 5;
  return typeof value === 'number' ? 4 : 3;
}

/** A chosen channel, with the permissions of the person and the bot there. */
function resolvedChannel(
  world: World,
  id: string,
  types: readonly number[] | undefined,
  { permissionsIn = {} }: Caller,
): [string, object] {
  const channel = world.channels.get(id);
  if (!channel) throw new Error(`there is no channel ${id}`);
  if (types && !types.includes(channel.type)) throw new Error(`a channel of type ${channel.type} is not offered`);
  const permissions = (permissionsIn[id] ?? DEFAULT_PERMISSIONS).toString();
  return [id, { ...channelResource(world, channel), permissions, app_permissions: DEFAULT_PERMISSIONS.toString() }];
}
