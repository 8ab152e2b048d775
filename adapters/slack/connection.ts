import { type App, type Logger, LogLevel, type Receiver, type ReceiverEvent, type webApi } from '@slack/bolt';
import type { Log } from '../../src/runtime/log.ts';
import type { TaskTracker } from '../../src/runtime/task-tracker.ts';
import { SCOPES } from './manifest.ts';

export interface BotIdentity {
  readonly teamId: string;
  readonly botUserId: string;
  readonly botId: string;
}

/** Identifies the bot by its token, and logs the scopes that it's missing. @throws request errors */
export async function fetchBotIdentity(readClient: webApi.WebClient, log: Log): Promise<BotIdentity> {
  const {
    team_id: teamId = '',
    user_id: botUserId = '',
    bot_id: botId = '',
    response_metadata: responseMetadata,
  } = await readClient.auth.test();
  const granted = responseMetadata?.scopes;
  const missingScopes = granted === undefined ? [] : SCOPES.filter(({ scope }) => !granted.includes(scope));
  if (missingScopes.length > 0) {
    const hint = 'add them at https://api.slack.com/apps (OAuth & Permissions, Scopes) and reinstall the app';
    log.warn({ missingScopes, hint }, 'Slack app is missing scopes');
  }
  return { teamId, botUserId, botId };
}

/**
 * Measures how soon requests are acknowledged. Receivers pass them to `processEvent`, which awaits all listeners
 * (https://docs.slack.dev/tools/bolt-js/concepts/receiver). During shutdown nothing is acknowledged: Slack resends
 * events, and shows people an error for anything else.
 */
export function timeAcknowledgements(
  receiver: Receiver,
  taskTracker: TaskTracker,
  onAcknowledged: (ms: number) => void,
): Receiver {
  return {
    init(app) {
      const processEvent: App['processEvent'] = async (event) => {
        await taskTracker.run(() => app.processEvent(timeAcknowledgement(event, onAcknowledged)));
      };
      receiver.init(Object.assign(Object.create(app) as App, { processEvent }));
    },
    start: (...args) => receiver.start(...args),
    stop: (...args) => receiver.stop(...args),
  };
}

function timeAcknowledgement(event: ReceiverEvent, onAcknowledged: (ms: number) => void): ReceiverEvent {
  const receivedAt = performance.now();
  return {
    ...event,
    async ack(response) {
      await event.ack(response);
      onAcknowledged(performance.now() - receivedAt);
    },
  };
}

/** Messages about errors that are also thrown and logged elsewhere. */
const DUPLICATE_MESSAGES = /^(?:http request failed|Failed to retrieve a new WSS URL|WebSocket error)/;

/** Forwards warnings and errors of Bolt and its clients to our log. Lower levels contain message contents. */
export function createBoltLogger(log: Log): Logger {
  const write = (level: 'warn' | 'error', parts: readonly unknown[]): void => {
    const message = parts.map(String).join(' ');
    if (!DUPLICATE_MESSAGES.test(message)) log[level]({ from: 'bolt' }, message);
  };
  return {
    debug: () => {},
    info: () => {},
    warn: (...parts) => write('warn', parts),
    error: (...parts) => write('error', parts),
    setLevel: () => {},
    getLevel: () => LogLevel.INFO,
    setName: () => {},
  };
}
