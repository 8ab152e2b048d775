import type { Interaction } from './interaction-routes.ts';
import type { MessageBody } from './message-body.ts';
import type { FakeMessage, World } from './state.ts';

export interface Choice {
  readonly name: string;
  readonly value: string | number;
}

/** The bot's responses to an interaction. Each promise rejects after five seconds, naming what it waited for. */
export interface InteractionHandle {
  readonly id: string;
  readonly token: string;
  readonly channelId: string;
  /** The first response. */
  readonly acknowledged: Promise<{ readonly type: number; readonly flags: number; readonly afterMs: number }>;
  /** The message that answers it: the first response, or the first edit of a deferred one. */
  readonly answered: Promise<FakeMessage>;
  /** The first follow-up. */
  readonly followedUp: Promise<FakeMessage>;
  readonly followUps: readonly FakeMessage[];
  readonly choices: Promise<readonly Choice[]>;
  readonly modal: Promise<MessageBody>;
  /** The current state of the answer. */
  message(): FakeMessage | undefined;
  /** Waits until the answer matches. */
  until(matches: (message: FakeMessage) => boolean): Promise<FakeMessage>;
  /** Makes further requests fail with this error. */
  expire(as?: 'unknown interaction' | 'unknown webhook' | 'invalid token'): void;
}

export function handleOf(world: World, interaction: Interaction, what: string): InteractionHandle {
  const { id, token, channelId } = interaction;
  const message = (): FakeMessage | undefined => world.messages.get(interaction.original ?? '');
  const until = <T>(look: () => T | undefined | false, wanted: string): Promise<T> =>
    world.watch.until(
      look,
      () => `${wanted} of ${what}; so far: ${soFar(interaction)}; violations: ${world.violations.join('; ') || 'none'}`,
    );
  const data = <T>(type: number, wanted: string): Promise<T> =>
    until(() => interaction.callback?.type === type && (interaction.callback.data as T), wanted);
  return {
    id,
    token,
    channelId,
    get acknowledged() {
      return until(() => {
        const { callback } = interaction;
        const flags = ((callback?.data ?? {}) as MessageBody).flags ?? 0;
        return callback && { type: callback.type, flags, afterMs: callback.afterMs };
      }, 'the acknowledgement');
    },
    get answered() {
      const isAnswered = (): boolean => interaction.edited === true || [4, 7].includes(interaction.callback?.type ?? 0);
      return until(() => isAnswered() && message(), 'the answer');
    },
    get followedUp() {
      return until(() => world.messages.get(interaction.followUps[0] ?? ''), 'the follow-up');
    },
    get followUps() {
      return interaction.followUps.flatMap((one) => world.messages.get(one) ?? []);
    },
    get choices() {
      return data<{ choices: readonly Choice[] }>(8, 'the choices').then(({ choices }) => choices);
    },
    get modal() {
      return data<MessageBody>(9, 'the modal');
    },
    message,
    until: (matches) =>
      until(() => {
        const now = message();
        return now && matches(now) && now;
      }, 'a matching answer'),
    expire: (as = 'unknown webhook') => {
      interaction.dead = as;
    },
  };
}

function soFar({ callback, edited, followUps }: Interaction): string {
  if (!callback) return 'not acknowledged';
  return `callback ${callback.type} after ${callback.afterMs} ms${edited ? ', edited' : ''}, ${followUps.length} follow-ups`;
}
