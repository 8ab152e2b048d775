import { describe, expect, it } from 'vitest';
import type { FakeSlack } from '../../../fakes/slack/index.ts';
import { startPaperboy, WAYS } from './paperboy-on-slack.ts';
import { read, use, waitForIdle } from './slack-user.ts';

const LINK = 'https://arxiv.org/abs/2401.12345v2';
const SAME_PAPER = 'https://huggingface.co/papers/2401.12345';
const UNKNOWN = 'https://arxiv.org/abs/2501.00001';

/** The text of the preview of the first link. */
async function previewOf(slack: FakeSlack, call: Parameters<FakeSlack['linkShared']>[0]): Promise<string> {
  const known = slack.unfurls.length;
  await slack.linkShared(call).allAcknowledged;
  const { unfurls } = await slack.until(() => slack.unfurls[known]);
  const [blocks] = Object.values(unfurls).map((card) => card.blocks ?? []);
  return read({ body: { blocks: blocks ?? [] } });
}

describe.each(WAYS)('a link to a paper over %s', (way) => {
  it('gets a preview', async () => {
    const { slack } = await startPaperboy({ way });
    const event = slack.linkShared({ links: [LINK] });
    const { shared } = event;
    await event.allAcknowledged;
    const [unfurl] = await slack.until(() => slack.unfurls.length > 0 && slack.unfurls);
    expect(unfurl).toMatchObject({ unfurlId: shared.unfurlId, source: 'conversations_history' });
    expect(Object.keys(unfurl?.unfurls ?? {})).toEqual([LINK]);
    expect(read({ body: { blocks: unfurl?.unfurls[LINK]?.blocks ?? [] } })).toContain('Safe Offline Walking');
  });

  it('gets a preview in a draft, which does not count as a recent preview', async () => {
    const { slack } = await startPaperboy({ way });
    expect(await previewOf(slack, { links: [LINK], source: 'composer' })).toContain('Safe Offline Walking');
    expect(slack.unfurls[0]).toMatchObject({ source: 'composer' });
    expect(await previewOf(slack, { links: [LINK] })).toContain('Safe Offline Walking');
  });

  it('gets a preview with buttons, one of which turns previews off', async () => {
    const { slack } = await startPaperboy({ way });
    const event = slack.linkShared({ links: [LINK] });
    const { shared } = event;
    await event.allAcknowledged;
    const message = await slack.until(() => {
      const one = slack.message(shared.channel, shared.ts);
      return one && Object.keys(one.unfurls).length > 0 && one;
    });
    const near = await use(slack, message, 'Related').answered;
    expect(near.onlyFor).toBe(slack.person.id);
    expect(read(near)).toContain('Related to Safe Offline Walking');
    const shown = await use(slack, message, 'Share').answered;
    expect(shown.onlyFor).toBeUndefined();
    const off = await use(slack, message, 'Turn off previews').answered;
    expect(read(off)).toContain('ada turned off previews of paper links in this channel.');
    expect(off.onlyFor).toBeUndefined();
    await slack.linkShared({ links: ['https://huggingface.co/papers/2302.08560', SAME_PAPER] }).allAcknowledged;
    await waitForIdle(slack);
    expect(slack.unfurls).toHaveLength(1);
    expect(slack.message(shared.channel, shared.ts)?.edits).toBe(0);
  });
});

describe('a link', () => {
  it.each<[string, readonly string[]]>([
    ['to an unknown paper', [UNKNOWN]],
    ['to another page', ['https://arxiv.org/list/cs.LG/recent']],
    ['among three links', [LINK, UNKNOWN, 'https://arxiv.org/abs/2501.00002']],
  ])('gets no preview: %s', async (_, links) => {
    const paperboy = await startPaperboy();
    await paperboy.slack.linkShared({ links }).allAcknowledged;
    await waitForIdle(paperboy.slack);
    expect(paperboy.slack.requestsTo('chat.unfurl')).toEqual([]);
    expect(paperboy.warnings()).toEqual([]);
  });

  it('gets no second preview of a paper in a channel, but does in another channel', async () => {
    const { slack } = await startPaperboy();
    await previewOf(slack, { links: [LINK] });
    await slack.linkShared({ links: [SAME_PAPER] }).allAcknowledged;
    await waitForIdle(slack);
    expect(slack.unfurls).toHaveLength(1);
    expect(await previewOf(slack, { links: [SAME_PAPER], channel: slack.addChannel().id })).toContain(
      'Safe Offline Walking',
    );
  });

  it('gets no preview while the channel has turned previews off', async () => {
    const { slack } = await startPaperboy();
    const reply = await slack.command({ text: 'previews off' }).answered;
    expect(reply.onlyFor).toBeUndefined();
    await slack.linkShared({ links: [LINK] }).allAcknowledged;
    await waitForIdle(slack);
    expect(slack.unfurls).toEqual([]);
    await slack.command({ text: 'previews on' }).answered;
    expect(await previewOf(slack, { links: [LINK] })).toContain('Safe Offline Walking');
  });

  it.each(['cannot_find_message', 'message_not_found', 'cannot_unfurl_message', 'invalid_unfurl_id'])(
    'logs no warning if its message is gone: %s',
    async (error) => {
      const { slack, records, warnings } = await startPaperboy();
      slack.fault({ kind: 'error', error, method: 'chat.unfurl' });
      await slack.linkShared({ links: [LINK] }).allAcknowledged;
      await slack.until(() => records.some(({ reason }) => reason === error));
      expect(warnings()).toEqual([]);
    },
  );

  it('gets a preview without an image that Slack cannot fetch', async () => {
    const { slack } = await startPaperboy();
    slack.fault({ kind: 'error', error: 'invalid_unfurls_format', method: 'chat.unfurl' });
    expect(await previewOf(slack, { links: [LINK] })).toContain('Safe Offline Walking');
    expect(JSON.stringify(slack.unfurls)).not.toContain('"image"');
  });
});
