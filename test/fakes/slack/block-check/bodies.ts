import { type Finding, finding, findLoneSurrogates, formatFinding, projectFinding } from '../finding.ts';
import { blockFindings, type Surface } from './blocks.ts';
import { boolean, isObject, list, matching, oneOf, type Rule, shape, string } from './rules.ts';
import { checkMrkdwn, plain } from './texts.ts';

const LIMITS = { text: 40_000, recommendedText: 4000, attachments: 20, view: 250_000 } as const;

/** How a message is sent. Links in ephemeral messages don't unfurl, so that needn't be disabled. */
export type SentAs = 'post' | 'ephemeral' | 'update';

/** Returns violations. @example expect(checkBlocks([{ type: 'divider' }], 'home')).toEqual([]) */
export function checkBlocks(blocks: unknown, surface: Surface): string[] {
  return [...blockFindings(blocks, surface), ...findLoneSurrogates(blocks, '/blocks')].map(formatFinding);
}

/** Returns violations. @example expect(checkMessage({ text: 'hi', unfurl_links: false })).toEqual([]) */
export function checkMessage(body: unknown, sentAs: SentAs = 'post'): string[] {
  return messageFindings(body, sentAs).map(formatFinding);
}

/** Returns violations. */
export function checkView(view: unknown): string[] {
  return viewFindings(view).map(formatFinding);
}

export function messageFindings(body: unknown, sentAs: SentAs): Finding[] {
  if (!isObject(body)) return [finding('', 'must be an object')];
  const { text, blocks, attachments, metadata } = body;
  return [
    ...textFindings(text, blocks, attachments),
    ...(body['mrkdwn'] === false ? [] : checkMrkdwn(text, '/text')),
    ...(blocks === undefined ? [] : blockFindings(blocks, 'message')),
    ...(attachments === undefined ? [] : attachmentFindings(attachments)),
    ...(metadata === undefined ? [] : METADATA(metadata, '/metadata')).map((one) => ({
      ...one,
      code: 'invalid_metadata_format',
    })),
    ...projectRules(body, sentAs),
    ...findLoneSurrogates({ text, blocks, attachments, metadata }),
  ];
}

export function viewFindings(view: unknown): Finding[] {
  if (!isObject(view)) return [finding('/view', 'must be an object')];
  const { type, blocks, submit } = view;
  if (type !== 'modal' && type !== 'home') return [finding('/view/type', `unsupported type: ${type}`)];
  const hasInput = Array.isArray(blocks) && blocks.some((one) => isObject(one) && one['type'] === 'input');
  const size = Buffer.byteLength(JSON.stringify(view));
  return [
    ...(type === 'modal' ? MODAL : HOME)(view, '/view'),
    ...(blocks === undefined ? [] : blockFindings(blocks, type, '/view/blocks')),
    ...(type === 'modal' && hasInput && submit === undefined
      ? [finding('/view', 'submit is required when an input block is within the blocks array')]
      : []),
    ...(size > LIMITS.view ? [finding('/view', `${size} bytes`, 'view_too_large')] : []),
    ...findLoneSurrogates(view, '/view'),
  ];
}

/** The response to an options request. */
export function optionFindings(body: unknown): Finding[] {
  const option = shape({ text: plain(75), value: string(75) }, { description: plain(75) });
  const options = list(option, 100, 0);
  const groups = list(shape({ label: plain(75), options: list(option, 100) }), 100, 0);
  const isGrouped = isObject(body) && body['option_groups'] !== undefined;
  return [...shape(isGrouped ? { option_groups: groups } : { options })(body, ''), ...findLoneSurrogates(body)];
}

const checkedSeparately: Rule = () => [];
const VIEW = {
  private_metadata: string(3000, 0),
  callback_id: string(255),
  external_id: string(255),
};
const MODAL = shape(
  { title: plain(24), blocks: checkedSeparately },
  {
    ...VIEW,
    submit: plain(24),
    close: plain(24),
    clear_on_close: boolean,
    notify_on_close: boolean,
    submit_disabled: boolean,
  },
);
const HOME = shape({ blocks: checkedSeparately }, VIEW);

const scalar: Rule = (value, at) =>
  ['string', 'number', 'boolean'].includes(typeof value) ? [] : [finding(at, 'must be a string, number or boolean')];
const METADATA = shape({
  event_type: matching(/^\w{1,255}$/, 'letters, digits and _'),
  event_payload: (value, at) =>
    isObject(value)
      ? Object.entries(value).flatMap(([key, one]) => [one].flat().flatMap((each) => scalar(each, `${at}/${key}`)))
      : [finding(at, 'must be an object')],
});

function textFindings(text: unknown, blocks: unknown, attachments: unknown): Finding[] {
  const isEmpty = text === undefined || text === '';
  if (isEmpty && blocks === undefined && attachments === undefined) return [finding('/text', 'is empty', 'no_text')];
  if (isEmpty) return [projectFinding('/text', 'is missing: notifications and screen readers use it')];
  const tooLong = string(LIMITS.text)(text, '/text').map((one) => ({ ...one, code: 'msg_too_long' }));
  if (tooLong.length > 0) return tooLong;
  const isLong = `${text}`.length > LIMITS.recommendedText;
  return isLong
    ? [projectFinding('/text', `is over ${LIMITS.recommendedText} characters, so Slack would split it`)]
    : [];
}

/** Attachments, including unfurls, without legacy fields. */
export function attachmentFindings(attachments: unknown, at = '/attachments'): Finding[] {
  const one: Rule = shape(
    {},
    {
      blocks: (value, where) => blockFindings(value, 'message', where),
      color: matching(/^(good|warning|danger|#[0-9a-fA-F]{6})$/, 'a colour'),
      fallback: string(3000),
      preview: (value, where) => (isObject(value) ? [] : [finding(where, 'must be an object')]),
      hide_color: boolean,
    },
  );
  return list(one, LIMITS.attachments)(attachments, at);
}

/** Options that Slack allows and this project doesn't. */
function projectRules(body: Readonly<Record<string, unknown>>, sentAs: SentAs): Finding[] {
  const found: Finding[] = [];
  for (const key of ['unfurl_links', 'unfurl_media'])
    if (sentAs === 'post' && body[key] !== false)
      found.push(projectFinding(`/${key}`, 'must be false to disable unfurling'));
  if (body['link_names'] !== undefined && body['link_names'] !== false)
    found.push(projectFinding('/link_names', 'would notify people'));
  if (body['parse'] !== undefined) found.push(...oneOf('none')(body['parse'], '/parse').map(asProjectRule));
  if (body['reply_broadcast'] === true) found.push(projectFinding('/reply_broadcast', 'must not be true'));
  return found;
}

function asProjectRule(one: Finding): Finding {
  return { ...one, isProjectRule: true };
}
