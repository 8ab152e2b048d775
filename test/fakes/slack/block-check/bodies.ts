import { brokenText, type Finding, finding, unwanted, words } from '../finding.ts';
import { blockFindings, type Surface } from './blocks.ts';
import { flag, isObject, list, matching, oneOf, type Rule, shape, string } from './rules.ts';
import { harmless, plain } from './texts.ts';

const LIMITS = { text: 40_000, wiseText: 4000, attachments: 20, view: 250_000 } as const;

/** How a message is sent. What a person alone sees cannot unfold links, so nothing has to be switched off there. */
export type MessageWay = 'post' | 'ephemeral' | 'update';

/** All that is wrong with blocks, in words. @example expect(checkBlocks([{ type: 'divider' }], 'home')).toEqual([]) */
export function checkBlocks(blocks: unknown, surface: Surface): string[] {
  return [...blockFindings(blocks, surface), ...brokenText(blocks, '/blocks')].map(words);
}

/** All that is wrong with a message, in words. @example expect(checkMessage({ text: 'hi', unfurl_links: false })).toEqual([]) */
export function checkMessage(body: unknown, way: MessageWay = 'post'): string[] {
  return messageFindings(body, way).map(words);
}

/** All that is wrong with a modal or a home tab, in words. */
export function checkView(view: unknown): string[] {
  return viewFindings(view).map(words);
}

export function messageFindings(body: unknown, way: MessageWay): Finding[] {
  if (!isObject(body)) return [finding('', 'must be an object')];
  const { text, blocks, attachments, metadata } = body;
  return [
    ...textFindings(text, blocks, attachments),
    ...(body['mrkdwn'] === false ? [] : harmless(text, '/text')),
    ...(blocks === undefined ? [] : blockFindings(blocks, 'message')),
    ...(attachments === undefined ? [] : attachmentFindings(attachments)),
    ...(metadata === undefined ? [] : METADATA(metadata, '/metadata')).map((one) => ({
      ...one,
      code: 'invalid_metadata_format',
    })),
    ...manners(body, way),
    ...brokenText({ text, blocks, attachments, metadata }),
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
    ...brokenText(view, '/view'),
  ];
}

/** The answer to a search in a menu. */
export function optionFindings(body: unknown): Finding[] {
  const option = shape({ text: plain(75), value: string(75) }, { description: plain(75) });
  const options = list(option, 100, 0);
  const groups = list(shape({ label: plain(75), options: list(option, 100) }), 100, 0);
  const isGrouped = isObject(body) && body['option_groups'] !== undefined;
  return [...shape(isGrouped ? { option_groups: groups } : { options })(body, ''), ...brokenText(body)];
}

const inBlocks: Rule = () => [];
const VIEW = {
  private_metadata: string(3000, 0),
  callback_id: string(255),
  external_id: string(255),
};
const MODAL = shape(
  { title: plain(24), blocks: inBlocks },
  { ...VIEW, submit: plain(24), close: plain(24), clear_on_close: flag, notify_on_close: flag, submit_disabled: flag },
);
const HOME = shape({ blocks: inBlocks }, VIEW);

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
  if (isEmpty) return [unwanted('/text', 'is missing: it is what notifications and screen readers say')];
  const tooLong = string(LIMITS.text)(text, '/text').map((one) => ({ ...one, code: 'msg_too_long' }));
  if (tooLong.length > 0) return tooLong;
  const isLong = `${text}`.length > LIMITS.wiseText;
  return isLong ? [unwanted('/text', `is over ${LIMITS.wiseText} characters, so Slack would split it`)] : [];
}

/** An attachment, as an unfurl is one too. Old fields of it are not for us. */
export function attachmentFindings(attachments: unknown, at = '/attachments'): Finding[] {
  const one: Rule = shape(
    {},
    {
      blocks: (value, where) => blockFindings(value, 'message', where),
      color: matching(/^(good|warning|danger|#[0-9a-fA-F]{6})$/, 'a colour'),
      fallback: string(3000),
      preview: (value, where) => (isObject(value) ? [] : [finding(where, 'must be an object')]),
      hide_color: flag,
    },
  );
  return list(one, LIMITS.attachments)(attachments, at);
}

/** What we never ask for, though Slack would do it. */
function manners(body: Readonly<Record<string, unknown>>, way: MessageWay): Finding[] {
  const found: Finding[] = [];
  for (const key of ['unfurl_links', 'unfurl_media'])
    if (way === 'post' && body[key] !== false)
      found.push(unwanted(`/${key}`, 'must be false, or links unfold by themselves'));
  if (body['link_names'] !== undefined && body['link_names'] !== false)
    found.push(unwanted('/link_names', 'would ping'));
  if (body['parse'] !== undefined) found.push(...oneOf('none')(body['parse'], '/parse').map(asUnwanted));
  if (body['reply_broadcast'] === true) found.push(unwanted('/reply_broadcast', 'must not be true'));
  return found;
}

function asUnwanted(one: Finding): Finding {
  return { ...one, ours: true };
}
