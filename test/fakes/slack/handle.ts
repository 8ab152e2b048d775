import type { Ack } from './delivery.ts';
import type { ResponseUrl, ResponseUse } from './response-urls.ts';
import type { FakeMessage, FakeView, Trigger, World } from './state.ts';

/** What the app does about an interaction. Each promise rejects with what it waited for after a timeout. */
export interface InteractionHandle {
  readonly acknowledged: Promise<Ack>;
  /** The accepted requests to its response URL. */
  readonly responses: readonly ResponseUse[];
  readonly responded: Promise<ResponseUse>;
  /** The first reply: from the acknowledgement, the response URL, or an update of the message that was acted on. */
  readonly answered: Promise<FakeMessage>;
  /** The view opened or pushed with its trigger, or by the acknowledgement. */
  readonly view: Promise<FakeView>;
  /** The current state of the reply. */
  message(): FakeMessage | undefined;
  /** Waits until the reply matches. */
  until(fits: (message: FakeMessage) => boolean): Promise<FakeMessage>;
  /** Expires its response URL or its trigger. */
  expire(what: 'response_url' | 'trigger'): void;
}

export interface PendingInteraction {
  readonly label: string;
  readonly trigger: Trigger;
  readonly url: ResponseUrl | undefined;
  /** The message that was acted on, before any update. */
  readonly source: FakeMessage | undefined;
  ack?: Ack;
  /** The message in the acknowledgement. */
  ackMessage?: FakeMessage;
}

export function createHandle(world: World, interaction: PendingInteraction): InteractionHandle {
  const { label, trigger, url, source } = interaction;
  const until = <T>(look: () => T | undefined | false, wanted: string): Promise<T> =>
    world.watch.until(
      look,
      () =>
        `${wanted} of ${label}; so far: ${soFar(interaction)}; violations: ${world.violations.join('; ') || 'none'}`,
    );
  const changed = (): FakeMessage | undefined => {
    const now = source && world.message(source.channel, source.ts);
    return now && (now.edits > source.edits || now.deleted) ? now : undefined;
  };
  const first = (): FakeMessage | undefined =>
    interaction.ackMessage ?? url?.uses.find(({ message }) => message)?.message ?? changed();
  const message = (): FakeMessage | undefined => {
    const reply = first();
    return reply && world.message(reply.channel, reply.ts);
  };
  return {
    get acknowledged() {
      return until(() => interaction.ack, 'the acknowledgement');
    },
    get responses() {
      return url?.uses ?? [];
    },
    get responded() {
      return until(() => url?.uses[0], 'the first response');
    },
    get answered() {
      return until(first, 'the answer');
    },
    get view() {
      return until(() => world.views.get(trigger.view ?? ''), 'the view');
    },
    message,
    until: (fits) =>
      until(() => {
        const now = message();
        return now && fits(now) && now;
      }, 'the wanted answer'),
    expire: (thing) => {
      if (thing === 'trigger') trigger.isExpired = true;
      else if (url) url.isExpired = true;
    },
  };
}

function soFar({ ack, url }: PendingInteraction): string {
  const acknowledged = ack
    ? `acknowledged after ${ack.afterMs} ms with ${JSON.stringify(ack.body)}`
    : 'not acknowledged';
  return `${acknowledged}, ${url?.uses.length ?? 0} responses`;
}
