import type { MiddlewareHandler } from 'hono';
import { routePath } from 'hono/route';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { decodeAction } from '../chat/action.ts';
import type { AppServices } from '../chat/context.ts';
import type { ChatInteraction, ChatResponse, InteractionHandler } from '../chat/interaction.ts';
import { findCommand, parseFreeText, resolveCommand } from '../chat/parse-command.ts';
import type { ClaimedDelivery, DeliveryRepository, DeliveryResult } from '../features/highlights/delivery.ts';

/** What is counted and timed while a process works. Labels take few values, all known before: never what people type, nor who they are. */
export interface Metrics {
  readonly registry: Registry;
  readonly invocations: Counter<'platform' | 'command' | 'outcome'>;
  readonly invocationSeconds: Histogram<'platform' | 'command'>;
  readonly acknowledgementSeconds: Histogram<'platform'>;
  readonly deliveries: Counter<'platform' | 'outcome'>;
  readonly deliveryLagSeconds: Histogram<'platform'>;
  readonly httpRequests: Counter<'route' | 'status'>;
  readonly httpRequestSeconds: Histogram<'route'>;
}

/** Both platforms wait three seconds for an acknowledgement, and people a good deal less for an answer. */
const ANSWER_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const ACKNOWLEDGEMENT_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 1.5, 2, 2.5, 3];
/** What is due is looked for every minute, and has expired after two hours. */
const LAG_SECONDS = [1, 5, 15, 30, 60, 120, 300, 600, 1800, 3600, 7200];

/** A registry of its own, so that two processes in one test, or a library with metrics, don't meet in it. */
export function createMetrics({ version, node }: { readonly version: string; readonly node: string }): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  new Gauge({
    name: 'paperboy_build_info',
    help: 'Always 1: which Paperboy runs, and on which Node.js',
    labelNames: ['version', 'node'],
    registers,
  }).set({ version, node }, 1);
  return {
    registry,
    invocations: new Counter({
      name: 'paperboy_invocations_total',
      help: 'What people did, by the command that it called (unknown: there is no such command) and whether it was answered, refused (they have to do something else), asked (a form opened) or failed (a fault of ours)',
      labelNames: ['platform', 'command', 'outcome'],
      registers,
    }),
    invocationSeconds: new Histogram({
      name: 'paperboy_invocation_seconds',
      help: 'How long the answer took to find, without the time on the way',
      labelNames: ['platform', 'command'],
      buckets: ANSWER_SECONDS,
      registers,
    }),
    acknowledgementSeconds: new Histogram({
      name: 'paperboy_acknowledgement_seconds',
      help: 'From what somebody did until the platform was told that it is heard; it waits 3 seconds',
      labelNames: ['platform'],
      buckets: ACKNOWLEDGEMENT_SECONDS,
      registers,
    }),
    deliveries: new Counter({
      name: 'paperboy_deliveries_total',
      help: 'Posts of subscriptions: sent, skipped (nothing to say), postponed (tried again), unknown (no answer came, it is looked for), expired (two hours late) or failed',
      labelNames: ['platform', 'outcome'],
      registers,
    }),
    deliveryLagSeconds: new Histogram({
      name: 'paperboy_delivery_lag_seconds',
      help: 'From the time at which a post was due until it was sent',
      labelNames: ['platform'],
      buckets: LAG_SECONDS,
      registers,
    }),
    httpRequests: new Counter({
      name: 'paperboy_http_requests_total',
      help: 'Requests of browsers and programs for pages, feeds and JSON, by the kind of address and the first digit of the status',
      labelNames: ['route', 'status'],
      registers,
    }),
    httpRequestSeconds: new Histogram({
      name: 'paperboy_http_request_seconds',
      help: 'How long such a request took to answer',
      labelNames: ['route'],
      buckets: ANSWER_SECONDS,
      registers,
    }),
  };
}

interface DispatchMetricsDeps {
  readonly platform: string;
  readonly metrics: Pick<Metrics, 'invocations' | 'invocationSeconds'>;
  readonly core: Pick<AppServices, 'commands' | 'actionStore'>;
}

/** Where people call what does not exist, or press what is too old to be known. */
const UNKNOWN_COMMAND = 'unknown';

/** What calls no command has a name that no command can have. */
const NON_COMMAND_LABELS = {
  autocomplete: '(suggestions)',
  'link-shared': '(link)',
  'message-shortcut': '(message)',
  'thread-activity': '(thread)',
  'home-opened': '(home)',
  installed: '(installed)',
  uninstalled: '(uninstalled)',
} as const satisfies Partial<Record<ChatInteraction['kind'], string>>;

/** The same dispatch, which counts and times what people do. */
export function withDispatchMetrics(
  dispatch: InteractionHandler,
  { platform, metrics, core }: DispatchMetricsDeps,
): InteractionHandler {
  // Prometheus sees no increase in a counter that begins with 1, and the first fault is one too many.
  for (const command of [
    ...core.commands.map(({ name }) => name),
    ...Object.values(NON_COMMAND_LABELS),
    UNKNOWN_COMMAND,
  ]) {
    metrics.invocations.inc({ platform, command, outcome: 'failed' }, 0);
  }
  return async (invocation) => {
    const since = performance.now();
    const answer = await dispatch(invocation);
    // Afterwards, as what a button means may have to be fetched first.
    const command = commandLabel(invocation, core);
    metrics.invocations.inc({ platform, command, outcome: answerOutcome(answer) });
    metrics.invocationSeconds.observe({ platform, command }, (performance.now() - since) / 1000);
    return answer;
  };
}

function commandLabel(invocation: ChatInteraction, { commands, actionStore }: DispatchMetricsDeps['core']): string {
  try {
    switch (invocation.kind) {
      case 'command':
        return resolveCommand(invocation.call, commands).name;
      case 'action':
        return resolveCommand({ text: decodeAction(invocation.action, actionStore).text }, commands).name;
      case 'form-submitted':
        return findCommand(invocation.command, commands).name;
      case 'mention':
        return resolveCommand(parseFreeText(invocation.text, commands), commands).name;
      default:
        return NON_COMMAND_LABELS[invocation.kind];
    }
  } catch {
    // Dispatch has met the same error, and has said or logged what was wrong.
    return UNKNOWN_COMMAND;
  }
}

function answerOutcome(answer: ChatResponse): string {
  switch (answer.kind) {
    case 'reply':
      return answer.outcome;
    case 'form':
      return 'asked';
    case 'suggestions':
      return answer.hasFailed ? 'failed' : 'answered';
    default:
      return 'answered';
  }
}

interface InFlightDelivery {
  readonly platform: string;
  readonly slotMs: number;
  readonly wasUnknown: boolean;
}

interface DeliveryMetricsDeps {
  /** The names of those that posts go to. */
  readonly platforms: readonly string[];
  readonly metrics: Pick<Metrics, 'deliveries' | 'deliveryLagSeconds'>;
}

const OUTCOMES = ['sent', 'skipped', 'postponed', 'unknown', 'expired', 'failed'] as const;

/** More than one process ever has in hand; what it lost to another one is forgotten by and by. */
const MAX_IN_FLIGHT = 2000;

/**
 * The same ledger, which counts what becomes of posts, and how late they are sent. One that is looked for again and stays unknown is
 * counted once.
 */
export function withDeliveryMetrics(
  deliveries: DeliveryRepository,
  { platforms, metrics }: DeliveryMetricsDeps,
): DeliveryRepository {
  // Prometheus sees no increase in a counter that begins with 1, and the first post that was missed is one too many.
  for (const platform of platforms) for (const outcome of OUTCOMES) metrics.deliveries.inc({ platform, outcome }, 0);
  const inFlight = new Map<string, InFlightDelivery>();

  const track = (claimed: readonly ClaimedDelivery[]): readonly ClaimedDelivery[] => {
    for (const { delivery, subscription } of claimed) {
      inFlight.delete(delivery.id);
      inFlight.set(delivery.id, {
        platform: subscription.place.platform,
        slotMs: Date.parse(delivery.slot),
        wasUnknown: delivery.state === 'unknown',
      });
    }
    for (const id of inFlight.keys()) {
      if (inFlight.size <= MAX_IN_FLIGHT) break;
      inFlight.delete(id);
    }
    return claimed;
  };

  const count = ({ platform, slotMs, wasUnknown }: InFlightDelivery, now: string, { state }: DeliveryResult): void => {
    if (state === 'unknown' && wasUnknown) return;
    metrics.deliveries.inc({ platform, outcome: outcomeLabel(state) });
    if (state === 'sent') metrics.deliveryLagSeconds.observe({ platform }, (Date.parse(now) - slotMs) / 1000);
  };

  return {
    ...deliveries,
    claim: async (call) => track(await deliveries.claim(call)),
    claimUnknown: async (call) => track(await deliveries.claimUnknown(call)),
    async expireUnroutable(call) {
      const expired = await deliveries.expireUnroutable(call);
      for (const platform of expired) metrics.deliveries.inc({ platform, outcome: 'expired' });
      return expired;
    },
    async recordResult(id, call) {
      const isOurs = await deliveries.recordResult(id, call);
      const one = inFlight.get(id);
      inFlight.delete(id);
      if (isOurs && one !== undefined) count(one, call.now, call.result);
      return isOurs;
    },
  };
}

function outcomeLabel(state: DeliveryResult['state']): (typeof OUTCOMES)[number] {
  return state === 'due' ? 'postponed' : state;
}

/** Counts and times requests by the pattern of their address, as in `/papers/:id`: what nobody serves is `none`. */
export function httpMetrics({
  httpRequests,
  httpRequestSeconds,
}: Pick<Metrics, 'httpRequests' | 'httpRequestSeconds'>): MiddlewareHandler {
  return async (context, next) => {
    const since = performance.now();
    await next();
    const pattern = routePath(context, -1);
    // The last one that matched is a pattern for everything where nothing serves the address.
    const route = pattern === '' || pattern.endsWith('*') ? 'none' : pattern;
    httpRequests.inc({ route, status: `${Math.floor(context.res.status / 100)}xx` });
    httpRequestSeconds.observe({ route }, (performance.now() - since) / 1000);
  };
}
