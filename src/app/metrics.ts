import type { MiddlewareHandler } from 'hono';
import { routePath } from 'hono/route';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { decodeAction } from '../chat/action.ts';
import type { ChatInteraction, ChatResponse, InteractionHandler } from '../chat/interaction.ts';
import { type CommandLookup, findCommand, parseFreeText, resolveCommand } from '../chat/parse-command.ts';
import type { RecordDelivery } from '../features/highlights/index.ts';

/** Counters and histograms. Label values come from a fixed set, never from people's input. */
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

const REPLY_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
/** Slack and Discord wait three seconds. */
const ACKNOWLEDGEMENT_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 1.5, 2, 2.5, 3];
/** Deliveries are planned every minute, and expire after two hours. */
const LAG_BUCKETS = [1, 5, 15, 30, 60, 120, 300, 600, 1800, 3600, 7200];

/** Metrics in their own registry, so that several processes in one test don't share any. */
export function createMetrics({ version, node }: { readonly version: string; readonly node: string }): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  new Gauge({
    name: 'paperboy_build_info',
    help: 'Always 1; the labels are the versions of Paperboy and Node.js',
    labelNames: ['version', 'node'],
    registers,
  }).set({ version, node }, 1);
  return {
    registry,
    invocations: new Counter({
      name: 'paperboy_invocations_total',
      help: 'Interactions by command (or "unknown") and outcome: answered, refused (a user error), asked (opened a form) or failed (an internal error)',
      labelNames: ['platform', 'command', 'outcome'],
      registers,
    }),
    invocationSeconds: new Histogram({
      name: 'paperboy_invocation_seconds',
      help: 'Time to produce the reply, without network time',
      labelNames: ['platform', 'command'],
      buckets: REPLY_BUCKETS,
      registers,
    }),
    acknowledgementSeconds: new Histogram({
      name: 'paperboy_acknowledgement_seconds',
      help: 'Time from an interaction to its acknowledgement; platforms time out after 3 seconds',
      labelNames: ['platform'],
      buckets: ACKNOWLEDGEMENT_BUCKETS,
      registers,
    }),
    deliveries: new Counter({
      name: 'paperboy_deliveries_total',
      help: 'Scheduled posts by outcome: sent, skipped (nothing to post), postponed (to be retried), unknown (no response, to be reconciled), expired (two hours late) or failed (refused)',
      labelNames: ['platform', 'outcome'],
      registers,
    }),
    deliveryLagSeconds: new Histogram({
      name: 'paperboy_delivery_lag_seconds',
      help: 'Time from the scheduled time of a post until it was sent',
      labelNames: ['platform'],
      buckets: LAG_BUCKETS,
      registers,
    }),
    httpRequests: new Counter({
      name: 'paperboy_http_requests_total',
      help: 'HTTP requests to the web server by route and status class',
      labelNames: ['route', 'status'],
      registers,
    }),
    httpRequestSeconds: new Histogram({
      name: 'paperboy_http_request_seconds',
      help: 'Time to respond to such a request',
      labelNames: ['route'],
      buckets: REPLY_BUCKETS,
      registers,
    }),
  };
}

interface InteractionMetricsDeps {
  readonly platform: string;
  readonly metrics: Pick<Metrics, 'invocations' | 'invocationSeconds'>;
  readonly lookup: CommandLookup;
}

const UNKNOWN_COMMAND = 'unknown';

/** In parentheses, as no command name has any. */
const NON_COMMAND_LABELS = {
  autocomplete: '(suggestions)',
  'link-shared': '(link)',
  'message-shortcut': '(message)',
  'thread-activity': '(thread)',
  'home-opened': '(home)',
  installed: '(installed)',
  uninstalled: '(uninstalled)',
} as const satisfies Partial<Record<ChatInteraction['kind'], string>>;

/** Counts and times the interactions of a platform. */
export function withInteractionMetrics(
  handle: InteractionHandler,
  { platform, metrics, lookup }: InteractionMetricsDeps,
): InteractionHandler {
  // Prometheus doesn't see the increase of a counter that starts at 1, so the first failure would be missed.
  for (const command of [
    ...lookup.commands.map(({ name }) => name),
    ...Object.values(NON_COMMAND_LABELS),
    UNKNOWN_COMMAND,
  ]) {
    metrics.invocations.inc({ platform, command, outcome: 'failed' }, 0);
  }
  return async (interaction) => {
    const startedAt = performance.now();
    const response = await handle(interaction);
    // Only now, as the router may have to load the action of a button first.
    const command = commandLabel(interaction, lookup);
    metrics.invocations.inc({ platform, command, outcome: outcomeLabel(response) });
    metrics.invocationSeconds.observe({ platform, command }, (performance.now() - startedAt) / 1000);
    return response;
  };
}

function commandLabel(interaction: ChatInteraction, { commands, actionStore }: CommandLookup): string {
  try {
    switch (interaction.kind) {
      case 'command':
        return resolveCommand(interaction.call, commands).name;
      case 'action':
        return resolveCommand({ text: decodeAction(interaction.action, actionStore).text }, commands).name;
      case 'form-submitted':
        return findCommand(interaction.command, commands).name;
      case 'mention':
        return resolveCommand(parseFreeText(interaction.text, commands), commands).name;
      default:
        return NON_COMMAND_LABELS[interaction.kind];
    }
  } catch {
    // The router has replied to or logged the same error.
    return UNKNOWN_COMMAND;
  }
}

function outcomeLabel(response: ChatResponse): string {
  switch (response.kind) {
    case 'reply':
      return response.outcome;
    case 'form':
      return 'asked';
    case 'suggestions':
      return response.hasFailed ? 'failed' : 'answered';
    default:
      return 'answered';
  }
}

const DELIVERY_OUTCOMES = ['sent', 'skipped', 'postponed', 'unknown', 'expired', 'failed'] as const;

/** Counts the outcomes of scheduled posts on these platforms, and times sent ones. */
export function createDeliveryRecorder(
  platforms: readonly string[],
  { deliveries, deliveryLagSeconds }: Pick<Metrics, 'deliveries' | 'deliveryLagSeconds'>,
): RecordDelivery {
  // As above.
  for (const platform of platforms) for (const outcome of DELIVERY_OUTCOMES) deliveries.inc({ platform, outcome }, 0);
  return (platform, state, lagMs) => {
    deliveries.inc({ platform, outcome: state === 'due' ? 'postponed' : state });
    if (state === 'sent') deliveryLagSeconds.observe({ platform }, lagMs / 1000);
  };
}

/** Counts and times requests by route, such as `/papers/:id`; `none` if there is no route. */
export function httpMetrics({
  httpRequests,
  httpRequestSeconds,
}: Pick<Metrics, 'httpRequests' | 'httpRequestSeconds'>): MiddlewareHandler {
  return async (context, next) => {
    const startedAt = performance.now();
    await next();
    const pattern = routePath(context, -1);
    // Without a route, the last match is a middleware's wildcard.
    const route = pattern === '' || pattern.endsWith('*') ? 'none' : pattern;
    httpRequests.inc({ route, status: `${Math.floor(context.res.status / 100)}xx` });
    httpRequestSeconds.observe({ route }, (performance.now() - startedAt) / 1000);
  };
}
