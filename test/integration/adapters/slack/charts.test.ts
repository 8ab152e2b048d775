import { expect, it } from 'vitest';
import { SEARCH_SHORTCUT } from '../../../../adapters/slack/manifest.ts';
import { render } from '../../../../adapters/slack/render.ts';
import { type Document, heading } from '../../../../src/chat/document.ts';
import type { ChatInteraction, InteractionHandler } from '../../../../src/chat/interaction.ts';
import type { Place } from '../../../../src/chat/place.ts';
import type { MessageBody } from '../../../fakes/slack/bodies.ts';
import type { FakeSlack } from '../../../fakes/slack/index.ts';
import { visibleText } from '../../../fakes/slack/visible-text.ts';
import { chart } from '../../../fixtures/charts.ts';
import { type Options, startPaperboy } from './paperboy-on-slack.ts';
import { use } from './slack-user.ts';

const CHART = chart();
const POST: Document = { blocks: [heading('Trends'), { kind: 'chart', chart: CHART }] };

async function started(options: Options = {}) {
  const paperboy = await startPaperboy(options);
  const { slack, platform } = paperboy;
  const place: Place = { platform: 'slack', tenant: slack.teamId, channel: slack.channelId };
  return { ...paperboy, place, post: (key = 'delivery 1', document = POST) => platform.post(place, document, key) };
}

/** The uploaded charts in blocks: their titles, which `drawTitle` draws, and their alternative texts. */
function chartsIn(slack: FakeSlack, blocks: MessageBody['blocks'] = []): object[] {
  return (blocks as readonly { slack_file?: { id: string }; alt_text?: string }[]).flatMap((block) => {
    const file = slack.files.find(({ id }) => id === block.slack_file?.id);
    return file
      ? [
          {
            title: Buffer.from(file.data ?? [])
              .subarray(8)
              .toString(),
            alt: block.alt_text,
          },
        ]
      : [];
  });
}

const SHOWN = [{ title: CHART.title, alt: CHART.alt }];

it('uploads a chart with its alternative text and shows it in the post', async () => {
  const { slack, place, post } = await started();
  expect(await post()).toMatchObject({ kind: 'sent' });
  const [message] = slack.messages(place.channel);
  expect(chartsIn(slack, message?.body.blocks)).toEqual(SHOWN);
  expect(message?.body.text).toContain(CHART.alt);
  expect(slack.files).toMatchObject([{ alt: CHART.alt, name: expect.stringMatching(/^trends-F[0-9A-F]{12}\.png$/) }]);
});

it('posts only after Slack has processed the chart', async () => {
  const { slack, place, post } = await started({ slack: { filesReadyAfter: 2 } });
  await post();
  expect(slack.requestsTo('files.info')).toHaveLength(3);
  expect(slack.requestsTo('chat.postMessage')).toHaveLength(1);
  expect(chartsIn(slack, slack.messages(place.channel)[0]?.body.blocks)).toEqual(SHOWN);
});

it('asks for an uploaded chart again if Slack does not find it at first', async () => {
  const { slack, place, post } = await started();
  slack.fault({ kind: 'error', method: 'files.info', error: 'file_not_found' });
  await post();
  expect(chartsIn(slack, slack.messages(place.channel)[0]?.body.blocks)).toEqual(SHOWN);
});

it('replaces a chart with text if Slack never finishes processing it', async () => {
  const { slack, place, post } = await started({ slack: { filesReadyAfter: 1000 } });
  expect(await post()).toMatchObject({ kind: 'sent' });
  expect(visibleText(slack.messages(place.channel)[0]?.body ?? {})).toContain('66 papers, most in Oct 2023');
});

it('replaces a chart with text if the response URL rejects it', async () => {
  const { slack } = await started();
  slack.fault({ kind: '400', method: 'response_url', error: 'invalid_blocks' });
  const { body } = await slack.command({ text: 'trends juggling' }).answered;
  expect(chartsIn(slack, body.blocks)).toEqual([]);
  expect(visibleText(body)).toContain('Chart of papers per month');
});

it('uploads a chart once and posts once when a failed delivery is retried', async () => {
  const { slack, place, post } = await started();
  slack.fault({ kind: '500', method: 'chat.postMessage' });
  expect(await post()).toMatchObject({ kind: 'unknown' });
  expect(await post()).toMatchObject({ kind: 'sent' });
  expect(slack.messages(place.channel)).toHaveLength(1);
  expect(slack.files).toHaveLength(1);
});

it('shows the new chart when a post is updated', async () => {
  const { slack, platform, place, post } = await started();
  const sent = await post();
  if (sent.kind !== 'sent') throw new Error(sent.kind);
  const other = chart({ title: 'Papers per month: juggling', alt: 'Chart of juggling.' });
  await platform.update(sent.posted, { blocks: [{ kind: 'chart', chart: other }] });
  const [message] = slack.messages(place.channel);
  expect(chartsIn(slack, message?.body.blocks)).toEqual([{ title: other.title, alt: other.alt }]);
});

it('shows a chart in a private reply to a command', async () => {
  const { slack } = await started();
  const { body } = await slack.command({ text: 'trends juggling' }).answered;
  expect(chartsIn(slack, body.blocks)).toMatchObject([{ title: 'Papers per month: juggling' }]);
  expect(visibleText(body)).toContain('7 papers');
});

it('shows a chart in a reply to a mention', async () => {
  const { slack, place } = await started();
  slack.mention({ text: 'trends juggling' });
  const blocks = await slack.until(() => slack.messages(place.channel)[0]?.body.blocks);
  expect(chartsIn(slack, blocks)).toMatchObject([{ title: 'Papers per month: juggling' }]);
});

/** Replies with a chart to one kind of interaction. */
const withChartReply =
  (kind: ChatInteraction['kind']) =>
  (dispatch: InteractionHandler): InteractionHandler =>
  async (interaction) =>
    interaction.kind === kind
      ? { kind: 'reply', document: POST, ephemeral: true, replacesOriginal: false, outcome: 'answered' }
      : dispatch(interaction);

it.each([
  ['that replaces a form', 'form-submitted'],
  ['on top of another modal', 'action'],
] as const)('shows a chart in a modal %s', async (_, kind) => {
  const { slack } = await started({ dispatch: withChartReply(kind) });
  const form = await slack.globalShortcut({ callbackId: SEARCH_SHORTCUT }).view;
  await slack.viewSubmission({ view: form, entries: { query: 'juggling' } }).acknowledged;
  const answer = await slack.viewUntil(form, ({ updates }) => updates > 0);
  if (kind === 'action') use(slack, answer, 'Related');
  const charts = await slack.until(() => {
    const shown = slack.views.flatMap(({ body }) => chartsIn(slack, body.blocks));
    return shown.length > 0 && shown;
  });
  expect(charts).toEqual(SHOWN);
});

it.each([
  ['files:write', 'getUploadURLExternal'],
  ['files:read', 'info'],
])('replaces charts with text without the scope %s and logs the fix once', async (scope, method) => {
  const { slack, place, post, warnings, records } = await started();
  slack.scopes.delete(scope);
  expect(await post('1')).toMatchObject({ kind: 'sent' });
  expect(await post('2', { blocks: [{ kind: 'chart', chart: chart({ alt: 'Chart of another.' }) }] })).toMatchObject({
    kind: 'sent',
  });
  const texts = slack.messages(place.channel).map(({ body }) => visibleText(body));
  expect(texts[0]).toContain('66 papers, most in Oct 2023');
  expect(texts[1]).toContain('Chart of another.');
  expect(warnings()).toEqual(['Slack rejects chart uploads, sending alternative texts']);
  expect(records.map(({ hint }) => hint)).toContainEqual(
    expect.stringContaining('add the scopes files:write and files:read'),
  );
  expect(slack.requestsTo(`files.${method}`)).toHaveLength(1);
});

it.each([
  ['drawing fails', { drawChart: () => Promise.reject(new Error('no canvas')) }, undefined],
  ['the upload fails', {}, { kind: '500', method: 'upload' }],
  ['requesting an upload URL fails', {}, { kind: 'reset', method: 'files.getUploadURLExternal' }],
  ['uploads are rate limited', {}, { kind: '429', method: 'files.getUploadURLExternal' }],
  ['Slack rejects the completed upload', {}, { kind: 'error', method: 'files.completeUploadExternal' }],
  ['the upload times out', { timeoutMs: 300 }, { kind: 'hang', method: 'upload' }],
] as const)('replaces a chart with text if %s, and tries again for the next post', async (_, options, fault) => {
  const { slack, place, post, warnings } = await started(options);
  if (fault !== undefined) slack.fault(fault);
  expect(await post()).toMatchObject({ kind: 'sent' });
  const [message] = slack.messages(place.channel);
  expect(visibleText(message?.body ?? {})).toContain('66 papers, most in Oct 2023');
  expect(warnings()).toContain('failed to upload chart, sending alternative text');
  if (fault === undefined) return;
  await post('delivery 2');
  expect(chartsIn(slack, slack.messages(place.channel)[1]?.body.blocks)).toEqual(SHOWN);
});

it('replaces a chart with text if Slack rejects the message with it', async () => {
  const { slack, place, post } = await started();
  slack.fault({ kind: 'error', method: 'chat.postMessage', error: 'invalid_blocks' });
  expect(await post()).toMatchObject({ kind: 'sent' });
  const [message] = slack.messages(place.channel);
  expect(chartsIn(slack, message?.body.blocks)).toEqual([]);
  expect(visibleText(message?.body ?? {})).toContain('66 papers, most in Oct 2023');
});

it('renders a stable placeholder for the file id of a chart that is not uploaded', () => {
  const [, block] = render(POST).blocks;
  expect(block).toEqual({
    type: 'image',
    slack_file: { id: expect.stringMatching(/^F[0-9A-F]{12}$/) },
    alt_text: CHART.alt,
  });
  expect(render(POST)).toEqual(render(POST));
});
