import { describe, expect, it } from 'vitest';
import { prose } from '../../../../src/chat/document.ts';
import type { Place } from '../../../../src/chat/place.ts';
import type { PostOutcome } from '../../../../src/chat/platform.ts';
import type { Fault } from '../../../fakes/slack/faults.ts';
import { type Options, type PaperboyOnSlack, startPaperboy } from './paperboy-on-slack.ts';
import { read } from './slack-user.ts';

interface Posting extends PaperboyOnSlack {
  readonly place: Place;
  post(key?: string, place?: Place): Promise<PostOutcome>;
}

async function startPosting(options: Options = {}): Promise<Posting> {
  const paperboy = await startPaperboy(options);
  const { slack, platform } = paperboy;
  const place = { platform: 'slack', tenant: slack.teamId, channel: slack.channelId };
  const post = (key = 'delivery 1', where: Place = place) =>
    platform.post(where, { blocks: [prose('The highlights')] }, key);
  return { ...paperboy, place, post };
}

/** Posts while a fault is set, and returns the outcome and the numbers of messages and requests. */
async function postWithFault(
  fault: Fault,
): Promise<Posting & { outcome: PostOutcome; messages: number; requests: number }> {
  const isSilent = fault.kind === 'hang' || fault.kind === 'stall';
  const paperboy = await startPosting(isSilent ? { timeoutMs: 400 } : {});
  const { slack, place, post } = paperboy;
  slack.fault({ method: 'chat.postMessage', ...fault });
  const outcome = await post();
  const messages = slack.messages(place.channel).length;
  return { ...paperboy, outcome, messages, requests: slack.requestsTo('chat.postMessage').length };
}

const rejectWith = (error: string): Fault => ({ kind: 'error', error });
const rejections = (kind: PostOutcome['kind'], names: readonly string[]): [string, Fault, object][] =>
  names.map((name) => [name, rejectWith(name), { kind, reason: `Slack returned ${name}` }]);

describe('a post that Slack rejects', () => {
  it.each<[string, Fault, object]>([
    ...rejections('forbidden', [
      'not_in_channel',
      'restricted_action',
      'cannot_dm_bot',
      'user_disabled',
      'messages_tab_disabled',
    ]),
    ...rejections('gone', ['is_archived', 'channel_not_found', 'user_not_found', 'thread_not_found']),
    ...rejections('failed', ['msg_too_long', 'invalid_blocks', 'no_text', 'msg_blocks_too_long', 'metadata_too_large']),
    ...rejections('unavailable', [
      'token_revoked',
      'missing_scope',
      'invalid_auth',
      'account_inactive',
      'access_denied',
    ]),
    ['a rate limit', { kind: '429', retryAfter: 7 }, { kind: 'rate-limited', retryAfterMs: 7000 }],
    ['a rate limit of zero seconds', { kind: '429', retryAfter: 0 }, { kind: 'rate-limited', retryAfterMs: 10_000 }],
    [
      'a rate limit without Retry-After',
      { kind: '429 no retry-after' },
      { kind: 'rate-limited', retryAfterMs: 10_000 },
    ],
    ['a rate limit with status 200', rejectWith('ratelimited'), { kind: 'rate-limited', retryAfterMs: 10_000 }],
  ])('is requested once and posts nothing: %s', async (_, fault, outcome) => {
    expect(await postWithFault(fault)).toMatchObject({ outcome, messages: 0, requests: 1 });
  });

  it('is gone in an archived channel and forbidden in a restricted one', async () => {
    const { slack, place, post } = await startPosting();
    const kinds = { isArchived: 'gone', isRestricted: 'forbidden' } as const;
    for (const [what, kind] of Object.entries(kinds)) {
      const channel = slack.addChannel({ [what]: true }).id;
      expect(await post(what, { ...place, channel })).toMatchObject({ kind });
    }
    const outside = slack.addChannel({ isMember: false }).id;
    expect(await post('outside', { ...place, channel: outside })).toMatchObject({ kind: 'forbidden' });
    expect(await post('nowhere', { ...place, channel: 'C404' })).toMatchObject({ kind: 'gone' });
  });
});

describe('a post with an unknown outcome', () => {
  it.each<[string, Fault]>([
    ['a server error', { kind: '500' }],
    ['a server error after posting', { kind: '500', afterCommit: true }],
    ['a gateway error', { kind: '502' }],
    ['a gateway error after posting', { kind: '502', afterCommit: true }],
    ['a connection reset', { kind: 'reset' }],
    ['a connection reset after posting', { kind: 'reset', afterCommit: true }],
    ['a closed connection', { kind: 'close' }],
    ['a closed connection after posting', { kind: 'close', afterCommit: true }],
    ['a truncated response', { kind: 'truncated JSON' }],
    ['a stalled response', { kind: 'stall' }],
    ['no response', { kind: 'hang' }],
    ['no response after posting', { kind: 'hang', afterCommit: true }],
    ['an HTML page', { kind: 'HTML page' }],
    ['an HTML page after posting', { kind: 'HTML page', afterCommit: true }],
    ['an internal error', rejectWith('internal_error')],
    ['an unlisted error code', rejectWith('fatal_error')],
  ])('is unknown, requested once, and resolved by findPosted: %s', async (_, fault) => {
    const since = new Date(Date.now() - 1000).toISOString();
    const { platform, place, outcome, messages, requests, slack } = await postWithFault(fault);
    expect(outcome.kind).toBe('unknown');
    expect(requests).toBe(1);
    const found = await platform.findPosted(place, 'delivery 1', since);
    expect(found?.message).toBe(slack.messages(place.channel)[0]?.ts);
    expect(found !== undefined).toBe(messages === 1);
  });

  it('is unknown if the connection is refused', async () => {
    const { slack, post } = await startPosting({ allowedViolations: /./ });
    await slack.close();
    // An open connection is closed, or a new one refused.
    const reason = expect.stringMatching(/ECONNREFUSED|ECONNRESET|UND_ERR_SOCKET/);
    expect(await post()).toMatchObject({ kind: 'unknown', reason });
  });
});

describe('a rate limited channel', () => {
  it('gets no requests until the limit ends, while other channels do', async () => {
    let now = Date.now();
    const { slack, place, post } = await startPosting({ now: () => new Date(now) });
    slack.fault({ kind: '429', method: 'chat.postMessage', channel: place.channel, retryAfter: 30 });
    expect(await post()).toEqual({ kind: 'rate-limited', retryAfterMs: 30_000 });
    now += 10_000;
    expect(await post()).toEqual({ kind: 'rate-limited', retryAfterMs: 20_000 });
    expect(slack.requestsTo('chat.postMessage')).toHaveLength(1);
    const other = slack.addChannel().id;
    expect((await post('delivery 2', { ...place, channel: other })).kind).toBe('sent');
    now += 20_000;
    expect((await post()).kind).toBe('sent');
    expect(slack.messages(place.channel)).toHaveLength(1);
  });

  it('is limited only after Slack returned a rate limit for it', async () => {
    const { slack, place, post } = await startPosting({ slack: { postLimit: { requests: 1, perMs: 60_000 } } });
    const outcomes = [await post('1'), await post('2'), await post('3', { ...place, channel: slack.addChannel().id })];
    expect(outcomes.map(({ kind }) => kind)).toEqual(['sent', 'rate-limited', 'sent']);
  });
});

describe('an invalid token', () => {
  it.each(['token_revoked', 'invalid_auth', 'account_inactive', 'token_expired'] as const)(
    'stops all posts and is reported as a fatal error once: %s',
    async (error) => {
      const { slack, fatal, post, platform, place } = await startPosting();
      slack.refuseToken(error);
      expect(await post()).toMatchObject({ kind: 'unavailable' });
      expect(await post('delivery 2')).toMatchObject({ kind: 'unavailable' });
      expect(await platform.update({ place, message: '1.2' }, { blocks: [] })).toMatchObject({ kind: 'unavailable' });
      expect(slack.requestsTo('chat.postMessage')).toHaveLength(1);
      expect(fatal.map(({ message }) => message)).toEqual([expect.stringContaining('SLACK_BOT_TOKEN')]);
    },
  );

  it('is not the same as a missing scope', async () => {
    const { slack, fatal, post } = await startPosting();
    slack.scopes.delete('chat:write');
    expect(await post()).toMatchObject({ kind: 'unavailable', reason: 'Slack returned missing_scope' });
    slack.scopes.add('chat:write');
    expect((await post()).kind).toBe('sent');
    expect(fatal).toEqual([]);
  });
});

describe('a post', () => {
  it('disables unfurling and carries its key', async () => {
    const { slack, post } = await startPosting();
    await post();
    const metadata = { event_type: 'paperboy_delivery', event_payload: { key: 'delivery 1' } };
    expect(slack.requestsTo('chat.postMessage')).toMatchObject([
      { body: { unfurl_links: false, unfurl_media: false, metadata } },
    ]);
  });

  it('is sent without an image that Slack cannot fetch', async () => {
    const { slack, platform, place } = await startPosting();
    slack.fault({ kind: 'error', error: 'invalid_blocks', method: 'chat.postMessage' });
    const image = { kind: 'image', url: 'https://example.org/gone.png', alt: 'Gone' } as const;
    const outcome = await platform.post(place, { blocks: [prose('Words'), image] }, 'key');
    expect(outcome.kind).toBe('sent');
    expect(slack.messages(place.channel).map((message) => read(message))).toEqual(['Words']);
  });

  it('keeps its key and place when it is updated', async () => {
    const { slack, platform, place, post } = await startPosting();
    const outcome = await post();
    if (outcome.kind !== 'sent') throw new Error('not sent');
    const { posted } = outcome;
    expect(await platform.update(posted, { blocks: [prose('Corrected')] })).toEqual({ kind: 'sent', posted });
    expect(slack.messages(place.channel).map((message) => read(message))).toEqual(['Corrected']);
    const since = new Date(Date.now() - 1000).toISOString();
    expect(await platform.findPosted(place, 'delivery 1', since)).toEqual(posted);
    const gone = { ...posted, message: '1.2' };
    expect(await platform.update(gone, { blocks: [] })).toEqual({
      kind: 'gone',
      reason: 'Slack returned message_not_found',
    });
  });
});
