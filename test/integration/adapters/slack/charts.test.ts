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

/** The pictures in blocks that are files of Slack's: what their chart is called, as `drawTitle` draws it, and what is read out of them. */
function picturesIn(slack: FakeSlack, blocks: MessageBody['blocks'] = []): object[] {
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

it('gives Slack the picture of a chart, with its description, and shows it in the post', async () => {
  const { slack, place, post } = await started();
  expect(await post()).toMatchObject({ kind: 'sent' });
  const [message] = slack.messages(place.channel);
  expect(picturesIn(slack, message?.body.blocks)).toEqual(SHOWN);
  expect(message?.body.text).toContain(CHART.alt);
  expect(slack.files).toMatchObject([{ alt: CHART.alt, name: expect.stringMatching(/^trends-F[0-9A-F]{12}\.png$/) }]);
});

it('waits until Slack has looked at the picture, as it refuses blocks with it before', async () => {
  const { slack, place, post } = await started({ slack: { filesReadyAfter: 2 } });
  await post();
  expect(slack.requestsTo('files.info')).toHaveLength(3);
  expect(slack.requestsTo('chat.postMessage')).toHaveLength(1);
  expect(picturesIn(slack, slack.messages(place.channel)[0]?.body.blocks)).toEqual(SHOWN);
});

it('asks again for a picture that Slack does not know at once', async () => {
  const { slack, place, post } = await started();
  slack.fault({ kind: 'error', method: 'files.info', error: 'file_not_found' });
  await post();
  expect(picturesIn(slack, slack.messages(place.channel)[0]?.body.blocks)).toEqual(SHOWN);
});

it('does without a picture that Slack is never ready with', async () => {
  const { slack, place, post } = await started({ slack: { filesReadyAfter: 1000 } });
  expect(await post()).toMatchObject({ kind: 'sent' });
  expect(visibleText(slack.messages(place.channel)[0]?.body ?? {})).toContain('66 papers, most in Oct 2023');
});

it('tells a chart in words where the address that Slack gave takes no picture', async () => {
  const { slack } = await started();
  slack.fault({ kind: '400', method: 'response_url', error: 'invalid_blocks' });
  const { body } = await slack.command({ text: 'trends juggling' }).answered;
  expect(picturesIn(slack, body.blocks)).toEqual([]);
  expect(visibleText(body)).toContain('Chart of papers per month');
});

it('leaves one file and one post when a delivery fails at first and is tried again', async () => {
  const { slack, place, post } = await started();
  slack.fault({ kind: '500', method: 'chat.postMessage' });
  expect(await post()).toMatchObject({ kind: 'unknown' });
  expect(await post()).toMatchObject({ kind: 'sent' });
  expect(slack.messages(place.channel)).toHaveLength(1);
  expect(slack.files).toHaveLength(1);
});

it('shows another chart when a post changes', async () => {
  const { slack, platform, place, post } = await started();
  const sent = await post();
  if (sent.kind !== 'sent') throw new Error(sent.kind);
  const other = chart({ title: 'Papers per month: juggling', alt: 'Chart of juggling.' });
  await platform.update(sent.posted, { blocks: [{ kind: 'chart', chart: other }] });
  const [message] = slack.messages(place.channel);
  expect(picturesIn(slack, message?.body.blocks)).toEqual([{ title: other.title, alt: other.alt }]);
});

it('answers one person alone with a chart, through the address that Slack gives', async () => {
  const { slack } = await started();
  const { body } = await slack.command({ text: 'trends juggling' }).answered;
  expect(picturesIn(slack, body.blocks)).toMatchObject([{ title: 'Papers per month: juggling' }]);
  expect(visibleText(body)).toContain('7 papers');
});

it('answers a mention with a chart', async () => {
  const { slack, place } = await started();
  slack.mention({ text: 'trends juggling' });
  const blocks = await slack.until(() => slack.messages(place.channel)[0]?.body.blocks);
  expect(picturesIn(slack, blocks)).toMatchObject([{ title: 'Papers per month: juggling' }]);
});

/** A dispatch that answers one kind of deed with a chart. */
const withChart =
  (kind: ChatInteraction['kind']) =>
  (dispatch: InteractionHandler): InteractionHandler =>
  async (invocation) =>
    invocation.kind === kind
      ? { kind: 'reply', document: POST, ephemeral: true, replacesOriginal: false, outcome: 'answered' }
      : dispatch(invocation);

it.each([
  ['in the place of a form', 'form-submitted'],
  ['on top of another', 'action'],
] as const)('shows a chart in a modal, %s', async (_, kind) => {
  const { slack } = await started({ dispatch: withChart(kind) });
  const form = await slack.globalShortcut({ callbackId: SEARCH_SHORTCUT }).view;
  await slack.viewSubmission({ view: form, entries: { query: 'juggling' } }).acknowledged;
  const answer = await slack.viewUntil(form, ({ updates }) => updates > 0);
  if (kind === 'action') use(slack, answer, 'Related');
  const pictures = await slack.until(() => {
    const shown = slack.views.flatMap(({ body }) => picturesIn(slack, body.blocks));
    return shown.length > 0 && shown;
  });
  expect(pictures).toEqual(SHOWN);
});

it.each([
  ['files:write', 'getUploadURLExternal'],
  ['files:read', 'info'],
])('tells a chart in words without the scope %s, and says once in the log what to do', async (scope, method) => {
  const { slack, place, post, warnings, records } = await started();
  slack.scopes.delete(scope);
  expect(await post('1')).toMatchObject({ kind: 'sent' });
  expect(await post('2', { blocks: [{ kind: 'chart', chart: chart({ alt: 'Chart of another.' }) }] })).toMatchObject({
    kind: 'sent',
  });
  const said = slack.messages(place.channel).map(({ body }) => visibleText(body));
  expect(said[0]).toContain('66 papers, most in Oct 2023');
  expect(said[1]).toContain('Chart of another.');
  expect(warnings()).toEqual(['Slack rejects chart uploads, sending alternative texts']);
  expect(records.map(({ hint }) => hint)).toContainEqual(
    expect.stringContaining('add the scopes files:write and files:read'),
  );
  expect(slack.requestsTo(`files.${method}`)).toHaveLength(1);
});

it.each([
  ['can not be drawn', { drawChart: () => Promise.reject(new Error('no canvas')) }, undefined],
  ['Slack takes no bytes of', {}, { kind: '500', method: 'upload' }],
  ['Slack has no address for', {}, { kind: 'reset', method: 'files.getUploadURLExternal' }],
  ['Slack asks to wait for', {}, { kind: '429', method: 'files.getUploadURLExternal' }],
  ['Slack has an error of its own for', {}, { kind: 'error', method: 'files.completeUploadExternal' }],
  ['never gets through to Slack', { timeoutMs: 300 }, { kind: 'hang', method: 'upload' }],
] as const)('tells a chart in words that %s, and the next one may come', async (_, options, fault) => {
  const { slack, place, post, warnings } = await started(options);
  if (fault !== undefined) slack.fault(fault);
  expect(await post()).toMatchObject({ kind: 'sent' });
  const [message] = slack.messages(place.channel);
  expect(visibleText(message?.body ?? {})).toContain('66 papers, most in Oct 2023');
  expect(warnings()).toContain('failed to upload chart, sending alternative text');
  if (fault === undefined) return;
  await post('delivery 2');
  expect(picturesIn(slack, slack.messages(place.channel)[1]?.body.blocks)).toEqual(SHOWN);
});

it('tells a chart in words where Slack refuses its picture in the end', async () => {
  const { slack, place, post } = await started();
  slack.fault({ kind: 'error', method: 'chat.postMessage', error: 'invalid_blocks' });
  expect(await post()).toMatchObject({ kind: 'sent' });
  const [message] = slack.messages(place.channel);
  expect(picturesIn(slack, message?.body.blocks)).toEqual([]);
  expect(visibleText(message?.body ?? {})).toContain('66 papers, most in Oct 2023');
});

it('stands in for the file by the same name for the same chart, where nothing is sent', () => {
  const [, block] = render(POST).blocks;
  expect(block).toEqual({
    type: 'image',
    slack_file: { id: expect.stringMatching(/^F[0-9A-F]{12}$/) },
    alt_text: CHART.alt,
  });
  expect(render(POST)).toEqual(render(POST));
});
