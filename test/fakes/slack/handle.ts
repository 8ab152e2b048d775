import type { Ack } from './delivery.ts';
import type { ResponseUrl, ResponseUse } from './response-urls.ts';
import type { FakeMessage, FakeView, Trigger, World } from './state.ts';

/** What the app does about one deed of a person. Each promise says after five seconds what it waited for. */
export interface DeedHandle {
  readonly acknowledged: Promise<Ack>;
  /** The uses of its response URL that Slack took. */
  readonly responses: readonly ResponseUse[];
  /** The first of them. */
  readonly responded: Promise<ResponseUse>;
  /** The message that answers: said with the acknowledgement, said or replaced through the response URL, or acted on and updated. As it was then. */
  readonly answered: Promise<FakeMessage>;
  /** The view that was opened or pushed with its trigger, or put there by the acknowledgement. */
  readonly view: Promise<FakeView>;
  /** The answer as it stands now. */
  message(): FakeMessage | undefined;
  /** Waits until the answer is as wanted. */
  until(fits: (message: FakeMessage) => boolean): Promise<FakeMessage>;
  /** From now on its response URL or its trigger is out of date. */
  expire(what: 'response_url' | 'trigger'): void;
}

export interface Deed {
  readonly what: string;
  readonly trigger: Trigger;
  readonly url: ResponseUrl | undefined;
  /** The message that was acted on, as it was then. */
  readonly source: FakeMessage | undefined;
  ack?: Ack;
  /** What the acknowledgement itself said. */
  said?: FakeMessage;
}

export function handleOf(world: World, deed: Deed): DeedHandle {
  const { what, trigger, url, source } = deed;
  const until = <T>(look: () => T | undefined | false, wanted: string): Promise<T> =>
    world.watch.until(
      look,
      () => `${wanted} of ${what}; so far: ${soFar(deed)}; violations: ${world.violations.join('; ') || 'none'}`,
    );
  const changed = (): FakeMessage | undefined => {
    const now = source && world.message(source.channel, source.ts);
    return now && (now.edits > source.edits || now.deleted) ? now : undefined;
  };
  const first = (): FakeMessage | undefined =>
    deed.said ?? url?.uses.find(({ message }) => message)?.message ?? changed();
  const message = (): FakeMessage | undefined => {
    const said = first();
    return said && world.message(said.channel, said.ts);
  };
  return {
    get acknowledged() {
      return until(() => deed.ack, 'the acknowledgement');
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

function soFar({ ack, url }: Deed): string {
  const acknowledged = ack
    ? `acknowledged after ${ack.afterMs} ms with ${JSON.stringify(ack.body)}`
    : 'not acknowledged';
  return `${acknowledged}, ${url?.uses.length ?? 0} responses`;
}
