import { REST, RESTEvents } from 'discord.js';
import { expect, it } from 'vitest';
import { createInvalidRequestLimiter, createRequestRunner } from '../../../../adapters/discord/outcome.ts';
import { createSender } from '../../../../adapters/discord/send.ts';
import { prose } from '../../../../src/chat/document.ts';
import { createMemoryLog } from '../../../fakes/log.ts';

const place = { platform: 'discord', tenant: '1', channel: '2' };

it('pauses sending at the limit of invalid requests of all REST managers, then resumes', async () => {
  let time = 0;
  const { log, records } = createMemoryLog();
  const invalidRequestLimiter = createInvalidRequestLimiter({ log, now: () => new Date(time) });
  const [posts, replies] = [new REST(), new REST()];
  invalidRequestLimiter.watch(posts);
  invalidRequestLimiter.watch(replies);
  expect(invalidRequestLimiter.pauseMs()).toBe(0);

  replies.emit(RESTEvents.InvalidRequestWarning, { count: 3000, remainingTime: 400_000 });
  expect(invalidRequestLimiter.pauseMs()).toBe(0);
  posts.emit(RESTEvents.InvalidRequestWarning, { count: 2000, remainingTime: 600_000 });
  expect(invalidRequestLimiter.pauseMs()).toBe(600_000);
  expect(records.at(-1)).toMatchObject({ level: 50, msg: 'Discord invalid-request limit reached, sending paused' });

  // Without a token, this manager would throw if a request were sent.
  const runRequest = createRequestRunner(invalidRequestLimiter, () => undefined);
  const sender = createSender({
    rest: posts,
    runRequest,
    attachCharts: (document, send) => send(document, []),
    botId: '3',
  });
  const outcome = await sender.post(place, { blocks: [prose('The highlights')] }, 'key');
  expect(outcome).toEqual({ kind: 'rate-limited', retryAfterMs: 600_000 });

  time = 400_001;
  expect(invalidRequestLimiter.pauseMs()).toBe(0);
});
