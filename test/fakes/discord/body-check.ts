import { type CommandBody, commandListRules, commandRules } from './command-rules.ts';
import { brokenText, type Finding, finding, formatFinding } from './finding.ts';
import { FLAG, type MessageBody } from './message-body.ts';
import { messageRules, modalRules } from './message-rules.ts';
import { checkSchema, prepareSchemas } from './schema-check.ts';

/** How a message is sent: each has another schema. */
export type MessageKind = 'post' | 'edit' | 'webhook' | 'webhook edit' | 'reply' | 'update';

const SCHEMA: Readonly<Record<MessageKind, string>> = {
  post: 'MessageCreateRequest',
  edit: 'MessageEditRequestPartial',
  webhook: 'IncomingWebhookRequestPartial',
  'webhook edit': 'IncomingWebhookUpdateRequestPartial',
  reply: 'IncomingWebhookInteractionRequest',
  update: 'IncomingWebhookUpdateForInteractionCallbackRequestPartial',
};

const OTHER_SCHEMAS = {
  command: 'ApplicationCommandUpdateRequest',
  choices: 'ApplicationCommandAutocompleteCallbackRequest',
  modal: 'ModalInteractionCallbackRequest',
} as const;

const THREAD_SCHEMA = {
  message: 'CreateTextThreadWithMessageRequest',
  channel: 'CreateTextThreadWithoutMessageRequest',
  forum: 'CreateForumThreadRequest',
  change: 'UpdateThreadRequestPartial',
} as const;

/** Compiles the schemas ahead of the first check. */
export function prepareChecks(): void {
  prepareSchemas([SCHEMA, OTHER_SCHEMAS, THREAD_SCHEMA].flatMap((schemas) => Object.values(schemas)));
}

/**
 * Returns everything wrong with a message.
 *
 * @example expect(checkMessageBody({ content: 'hello', allowed_mentions: { parse: [] } })).toEqual([])
 */
export function checkMessageBody(body: unknown, way: MessageKind = 'post'): string[] {
  return messageFindings(body, way).map(formatFinding);
}

/** Returns everything wrong with a command to register. */
export function checkCommandBody(body: unknown): string[] {
  const schema = checkSchema(OTHER_SCHEMAS.command, sentAsNumbers(body));
  return [...schema, ...commandRules(body as CommandBody), ...brokenText(body)].map(formatFinding);
}

/** @param before the message before an edit */
export function messageFindings(body: unknown, way: MessageKind, before?: MessageBody): Finding[] {
  const schema = checkSchema(SCHEMA[way], body);
  if (typeof body !== 'object' || body === null) return [finding('', 'a message must be an object')];
  return [...schema, ...messageRules(body as MessageBody, before), ...brokenText(body)];
}

export function commandListFindings(body: unknown): Finding[] {
  if (!Array.isArray(body)) return [finding('', 'the list of commands must be an array')];
  const schema = body.flatMap((command, index) =>
    checkSchema(OTHER_SCHEMAS.command, sentAsNumbers(command)).map((one) => ({
      ...one,
      path: `${index}.${one.path}`,
    })),
  );
  return [...schema, ...commandListRules(body), ...brokenText(body)];
}

/** Checks a response to an interaction: 4 reply, 5 and 6 deferrals, 7 update, 8 choices, 9 modal. */
export function callbackFindings(type: number, data: unknown, before?: MessageBody): Finding[] {
  const inData = (findings: readonly Finding[]): Finding[] =>
    findings.map((one) => ({ ...one, path: one.path ? `data.${one.path}` : one.path }));
  if (type === 4) return inData(messageFindings(data, 'reply'));
  if (type === 7) return inData(messageFindings(data, 'update', before));
  if (type === 5) return deferralFindings(data);
  if (type === 6) return [];
  if (type === 8) return [...checkSchema(OTHER_SCHEMAS.choices, { type, data }), ...brokenText(data)];
  if (type === 9) {
    const schema = checkSchema(OTHER_SCHEMAS.modal, { type, data });
    return [...schema, ...inData([...modalRules(data as MessageBody), ...brokenText(data)])];
  }
  return [finding('type', `${type} is not a valid response type`)];
}

/** @param kind a thread on a message, in a channel or in a forum, or a change of a thread */
export function threadFindings(body: unknown, kind: keyof typeof THREAD_SCHEMA): Finding[] {
  // discord.js sends `type` with every thread, and Discord accepts it.
  const { type, ...rest } = body as { type?: number; applied_tags?: unknown[]; message?: unknown };
  const found = [...checkSchema(THREAD_SCHEMA[kind], kind === 'channel' ? body : rest), ...brokenText(body)];
  if (kind !== 'forum') return found;
  const { message, applied_tags = [] } = rest;
  const inMessage = messageRules((message ?? {}) as MessageBody).map((one) => ({
    ...one,
    path: `message.${one.path}`,
  }));
  return [...found, ...inMessage, ...(applied_tags.length > 5 ? [finding('applied_tags', 'over 5')] : [])];
}

function deferralFindings(data: unknown): Finding[] {
  const flags = (data as MessageBody | null | undefined)?.flags ?? 0;
  return (flags & ~FLAG.ephemeral) !== 0 ? [finding('data.flags', 'must be EPHEMERAL or 0 for a deferral')] : [];
}

/** Converts permissions: Discord accepts strings of digits, but its schema says numbers. */
function sentAsNumbers(command: unknown): unknown {
  if (typeof command !== 'object' || command === null || !('default_member_permissions' in command)) return command;
  const permissions = command.default_member_permissions;
  const digits = typeof permissions === 'string' && /^\d+$/.test(permissions);
  return digits ? { ...command, default_member_permissions: Number(permissions) } : command;
}
