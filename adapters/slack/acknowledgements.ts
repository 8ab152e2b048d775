import type { App, Receiver, ReceiverEvent } from '@slack/bolt';
import type { TaskTracker } from '../../src/in-hand.ts';

interface AcknowledgementDeps {
  readonly taskTracker: TaskTracker;
  /** Told of each acknowledgement: how long after Slack's request it was said. */
  readonly onAcknowledged: (ms: number) => void;
}

/**
 * The same receiver, which tells how long after a request of Slack's it was acknowledged: Slack waits three seconds. Whichever way it comes,
 * a receiver hands it to the app's `processEvent` (https://docs.slack.dev/tools/bolt-js/concepts/receiver), and Bolt waits there for all
 * that is done about it. What comes during a stop is not acknowledged: an event comes again, and people are told by Slack itself.
 */
export function timeAcknowledgements(
  receiver: Receiver,
  { taskTracker, onAcknowledged }: AcknowledgementDeps,
): Receiver {
  return {
    init(app) {
      const processEvent: App['processEvent'] = async (event) => {
        await taskTracker.run(() => app.processEvent(withAckTimer(event, onAcknowledged)));
      };
      receiver.init(Object.assign(Object.create(app) as App, { processEvent }));
    },
    start: (...args) => receiver.start(...args),
    stop: (...args) => receiver.stop(...args),
  };
}

function withAckTimer(event: ReceiverEvent, onAcknowledged: (ms: number) => void): ReceiverEvent {
  const receivedAt = performance.now();
  return {
    ...event,
    async ack(response) {
      await event.ack(response);
      onAcknowledged(performance.now() - receivedAt);
    },
  };
}
