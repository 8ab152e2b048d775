import { describe, expect, it } from 'vitest';
import { prose } from '../../../../src/chat/document.ts';
import { directMessagePlace, type Place, type Posted } from '../../../../src/chat/place.ts';
import type { ChatPlatform } from '../../../../src/chat/platform.ts';
import { findTestTraits } from '../../../fakes/core.ts';
import { type Options, type PaperboyOnSlack, startPaperboy } from './paperboy-on-slack.ts';
import { read } from './slack-user.ts';

const SINCE = new Date(Date.now() - 60_000).toISOString();

async function started(options: Options = {}): Promise<PaperboyOnSlack & { place: Place }> {
  const paperboy = await startPaperboy(options);
  const { teamId: tenant, channelId: channel } = paperboy.slack;
  return { ...paperboy, place: { platform: 'slack', tenant, channel } };
}

async function post(platform: ChatPlatform, place: Place, key: string): Promise<Posted> {
  const outcome = await platform.post(place, { blocks: [prose('The highlights')] }, key);
  if (outcome.kind !== 'sent') throw new Error(`not sent: ${outcome.kind}`);
  return outcome.posted;
}

describe('findPosted', () => {
  it('finds a post in its channel among many messages, also after a restart', async () => {
    const { slack, platform, place, restart } = await started({ slack: { maxHistoryPage: 20 } });
    for (let count = 0; count < 30; count += 1) slack.writeMessage(place.channel, `Message ${count}`);
    const posted = await post(platform, place, 'key 1');
    await post(platform, place, 'key 2');
    for (let count = 0; count < 30; count += 1) slack.writeMessage(place.channel, `Later ${count}`);
    expect(await platform.findPosted(place, 'key 1', SINCE)).toEqual(posted);
    const next = await restart();
    expect(await next.findPosted(place, 'key 1', SINCE)).toEqual(posted);
    expect(slack.requestsTo('conversations.history').length).toBeGreaterThan(2);
  });

  it('finds a post in its thread among many messages', async () => {
    const { slack, platform, place } = await started({ slack: { maxHistoryPage: 20 } });
    const { ts } = slack.writeMessage(place.channel, 'What is new?');
    const thread = { ...place, thread: ts };
    for (let count = 0; count < 30; count += 1) slack.writeMessage(place.channel, `Reply ${count}`, { threadTs: ts });
    const posted = await post(platform, thread, 'key 1');
    expect(await platform.findPosted(thread, 'key 1', SINCE)).toEqual(posted);
    expect(await platform.findPosted(place, 'key 1', SINCE)).toBeUndefined();
  });

  it('finds a direct message, which can be updated, also after a restart', async () => {
    const { slack, platform, place, restart } = await started();
    const direct = directMessagePlace(place, slack.person, findTestTraits('slack'));
    const posted = await post(platform, direct, 'key 1');
    expect(posted.place).toEqual(direct);
    expect(slack.messages(slack.directChannelId())).toHaveLength(1);
    expect(await platform.findPosted(direct, 'key 1', SINCE)).toEqual(posted);
    expect(slack.requestsTo('conversations.open')).toEqual([]);
    const next = await restart();
    expect(await next.findPosted(direct, 'key 1', SINCE)).toEqual(posted);
    expect(await next.update(posted, { blocks: [prose('Corrected')] })).toEqual({ kind: 'sent', posted });
    expect(slack.messages(slack.directChannelId()).map((message) => read(message))).toEqual(['Corrected']);
    expect(slack.requestsTo('conversations.open')).toHaveLength(1);
  });

  it('does not find messages by their text', async () => {
    const { slack, platform, place } = await started();
    slack.writeMessage(place.channel, 'The highlights');
    await post(platform, place, 'another key');
    expect(await platform.findPosted(place, 'The highlights', SINCE)).toBeUndefined();
  });

  it('does not find posts from before the given time', async () => {
    const { platform, place } = await started();
    const posted = await post(platform, place, 'key 1');
    const fromNow = (seconds: number): string => new Date(Date.now() + seconds * 1000).toISOString();
    // Allows for clock skew.
    expect(await platform.findPosted(place, 'key 1', fromNow(1))).toEqual(posted);
    expect(await platform.findPosted(place, 'key 1', fromNow(60))).toBeUndefined();
  });

  it('retries after a server error', async () => {
    const { slack, platform, place } = await started();
    const posted = await post(platform, place, 'key 1');
    slack.fault({ kind: '500', method: 'conversations.history' });
    expect(await platform.findPosted(place, 'key 1', SINCE)).toEqual(posted);
  });

  it('rejects without the scope', async () => {
    const { slack, platform, place } = await started();
    slack.scopes.delete('channels:history');
    await expect(platform.findPosted(place, 'key 1', SINCE)).rejects.toThrow('missing_scope');
  });

  it('rejects in a channel that Paperboy has left', async () => {
    const { slack, platform, place } = await started();
    slack.changeChannel(place.channel, { isMember: false });
    await expect(platform.findPosted(place, 'key 1', SINCE)).rejects.toThrow('not_in_channel');
  });

  it('rejects for a direct message without the scope', async () => {
    const { slack, platform, place } = await started();
    slack.scopes.delete('im:write');
    const direct = directMessagePlace(place, slack.person, findTestTraits('slack'));
    await expect(platform.findPosted(direct, 'key 1', SINCE)).rejects.toThrow('missing_scope');
  });

  it('rejects at once when rate limited, without blocking other requests', async () => {
    const { slack, platform, place } = await started();
    slack.fault({ kind: '429', method: 'conversations.history', retryAfter: 60 });
    await expect(platform.findPosted(place, 'key 1', SINCE)).rejects.toThrow('rate-limit');
    expect(read(await slack.mention({ text: 'share 2401.12345' }).answered)).toContain('Shared by ada');
  });
});
