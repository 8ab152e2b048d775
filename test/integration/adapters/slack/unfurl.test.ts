import { describe, expect, it } from 'vitest';
import type { FakeSlack } from '../../../fakes/slack/index.ts';
import { startPaperboy, WAYS } from './paperboy-on-slack.ts';
import { read, settled, use } from './slack-user.ts';

const LINK = 'https://arxiv.org/abs/2401.12345v2';
const SAME = 'https://huggingface.co/papers/2401.12345';
const UNKNOWN = 'https://arxiv.org/abs/2501.00001';

/** The card that Slack was given for the first link. */
async function cardOf(slack: FakeSlack, call: Parameters<FakeSlack['linkShared']>[0]): Promise<string> {
  const known = slack.unfurls.length;
  await slack.linkShared(call).settled;
  const { unfurls } = await slack.until(() => slack.unfurls[known]);
  const [blocks] = Object.values(unfurls).map((card) => card.blocks ?? []);
  return read({ body: { blocks: blocks ?? [] } });
}

describe.each(WAYS)('a link to a paper over %s', (way) => {
  it('becomes a card', async () => {
    const { slack } = await startPaperboy({ way });
    const { shared, settled: told } = slack.linkShared({ links: [LINK] });
    await told;
    const [card] = await slack.until(() => slack.unfurls.length > 0 && slack.unfurls);
    expect(card).toMatchObject({ unfurlId: shared.unfurlId, source: 'conversations_history' });
    expect(Object.keys(card?.unfurls ?? {})).toEqual([LINK]);
    expect(read({ body: { blocks: card?.unfurls[LINK]?.blocks ?? [] } })).toContain('Safe Offline Walking');
  });

  it('becomes a card while somebody types it, which counts for nobody', async () => {
    const { slack } = await startPaperboy({ way });
    expect(await cardOf(slack, { links: [LINK], source: 'composer' })).toContain('Safe Offline Walking');
    expect(slack.unfurls[0]).toMatchObject({ source: 'composer' });
    expect(await cardOf(slack, { links: [LINK] })).toContain('Safe Offline Walking');
  });

  it('has a card whose buttons work, and one of them ends the cards in the channel', async () => {
    const { slack } = await startPaperboy({ way });
    const { shared, settled: told } = slack.linkShared({ links: [LINK] });
    await told;
    const message = await slack.until(() => {
      const one = slack.message(shared.channel, shared.ts);
      return one && Object.keys(one.unfurls).length > 0 && one;
    });
    const near = await use(slack, message, 'Related').answered;
    expect(near.onlyFor).toBe(slack.person.id);
    expect(read(near)).toContain('Related to Safe Offline Walking');
    const shown = await use(slack, message, 'Share').answered;
    expect(shown.onlyFor).toBeUndefined();
    const off = await use(slack, message, 'No cards here').answered;
    expect(read(off)).toContain('Links to papers stay links in this channel from now on, as ada wished.');
    expect(off.onlyFor).toBeUndefined();
    await slack.linkShared({ links: ['https://huggingface.co/papers/2302.08560', SAME] }).settled;
    await settled(slack);
    expect(slack.unfurls).toHaveLength(1);
    expect(slack.message(shared.channel, shared.ts)?.edits).toBe(0);
  });
});

describe('a link', () => {
  it.each<[string, readonly string[]]>([
    ['to a paper that is not here', [UNKNOWN]],
    ['to no paper', ['https://arxiv.org/list/cs.LG/recent']],
    ['among three', [LINK, UNKNOWN, 'https://arxiv.org/abs/2501.00002']],
  ])('stays a link: %s', async (_, links) => {
    const paperboy = await startPaperboy();
    await paperboy.slack.linkShared({ links }).settled;
    await settled(paperboy.slack);
    expect(paperboy.slack.requestsTo('chat.unfurl')).toEqual([]);
    expect(paperboy.warnings()).toEqual([]);
  });

  it('to the same paper stays a link for half an hour in its channel, and not in another', async () => {
    const { slack } = await startPaperboy();
    await cardOf(slack, { links: [LINK] });
    await slack.linkShared({ links: [SAME] }).settled;
    await settled(slack);
    expect(slack.unfurls).toHaveLength(1);
    expect(await cardOf(slack, { links: [SAME], channel: slack.addChannel().id })).toContain('Safe Offline Walking');
  });

  it('stays a link where the channel said so, until it says otherwise', async () => {
    const { slack } = await startPaperboy();
    const said = await slack.command({ text: 'previews off' }).answered;
    expect(said.onlyFor).toBeUndefined();
    await slack.linkShared({ links: [LINK] }).settled;
    await settled(slack);
    expect(slack.unfurls).toEqual([]);
    await slack.command({ text: 'previews on' }).answered;
    expect(await cardOf(slack, { links: [LINK] })).toContain('Safe Offline Walking');
  });

  it.each(['cannot_find_message', 'message_not_found', 'cannot_unfurl_message', 'invalid_unfurl_id'])(
    'in a message that is gone is no fault of ours: %s',
    async (error) => {
      const { slack, records, warnings } = await startPaperboy();
      slack.fault({ kind: 'error', error, method: 'chat.unfurl' });
      await slack.linkShared({ links: [LINK] }).settled;
      await slack.until(() => records.some(({ reason }) => reason === error));
      expect(warnings()).toEqual([]);
    },
  );

  it('has its picture left out where Slack can not fetch it', async () => {
    const { slack } = await startPaperboy();
    slack.fault({ kind: 'error', error: 'invalid_unfurls_format', method: 'chat.unfurl' });
    expect(await cardOf(slack, { links: [LINK] })).toContain('Safe Offline Walking');
    expect(JSON.stringify(slack.unfurls)).not.toContain('"image"');
  });
});
