import type { App, Receiver, ReceiverEvent } from '@slack/bolt';

/**
 * The same receiver, which tells how long after a request of Slack's it was acknowledged: Slack waits three seconds. Whichever way it comes,
 * a receiver hands it to the app's `processEvent` (https://docs.slack.dev/tools/bolt-js/concepts/receiver).
 */
export function timed(receiver: Receiver, onAcknowledged: (ms: number) => void): Receiver {
  return {
    init(app) {
      const processEvent: App['processEvent'] = (event) => app.processEvent(withClock(event, onAcknowledged));
      receiver.init(Object.assign(Object.create(app) as App, { processEvent }));
    },
    start: (...given) => receiver.start(...given),
    stop: (...given) => receiver.stop(...given),
  };
}

function withClock(event: ReceiverEvent, onAcknowledged: (ms: number) => void): ReceiverEvent {
  const since = performance.now();
  return {
    ...event,
    async ack(response) {
      await event.ack(response);
      onAcknowledged(performance.now() - since);
    },
  };
}
