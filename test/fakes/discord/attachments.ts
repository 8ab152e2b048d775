import { type Finding, finding } from './finding.ts';
import { everyComponent, type MessageBody } from './message-body.ts';
import type { RestRequest } from './rest.ts';
import type { FakeFile, FakeMessage } from './state.ts';

const REFERENCE = /^attachment:\/\/(.+)$/;

interface Listed {
  readonly id?: string | number;
  readonly description?: string;
}

/** A body with the uploaded files as attachments, if it doesn't list them. */
export function withFiles({ body, files }: RestRequest): unknown {
  const { attachments } = (body ?? {}) as MessageBody;
  return files.length > 0 && !attachments
    ? { ...(body as MessageBody), attachments: files.map((_, id) => ({ id: `${id}` })) }
    : body;
}

/**
 * The files of a message after a request: the uploaded ones and the earlier ones that `attachments` lists, or all
 * without a list (https://discord.com/developers/docs/resources/message#edit-message).
 *
 * @param sent the message in the request's body, if it isn't the whole body
 */
export function filesAfter(
  { body, files, contents }: RestRequest,
  before?: FakeMessage,
  sent: MessageBody = (body ?? {}) as MessageBody,
): FakeFile[] {
  const listed = sent.attachments as readonly Listed[] | null | undefined;
  const kept = (before?.files ?? []).filter(({ id }) => !listed || listed.some((one) => `${one.id}` === id));
  const added = files.map((name, at) => {
    const { description } = listed?.find(({ id }) => `${id}` === `${at}`) ?? {};
    const data = contents[at] ?? new Uint8Array();
    return { id: `${before?.edits ?? 0}-${at}`, name, data, ...(description !== undefined && { description }) };
  });
  return [...kept, ...added];
}

/** References to missing files, which Discord rejects, and files without a reference, which no one would see. */
export function attachmentFindings(body: MessageBody, files: readonly FakeFile[]): Finding[] {
  const referred = everyComponent(body.components).flatMap(({ component, path }) =>
    urlsIn(component).flatMap((url) => {
      const name = REFERENCE.exec(url)?.[1];
      return name === undefined ? [] : [{ name, path }];
    }),
  );
  const missing = referred.filter(({ name }) => !files.some((file) => file.name === name));
  const unused = body.components ? files.filter(({ name }) => !referred.some((one) => one.name === name)) : [];
  return [
    ...missing.map(({ name, path }) => finding(path, `The referenced attachment "${name}" was not found`)),
    ...unused.map(({ name }) => ({ ...finding('attachments', `the file ${name} is not used`), isOurs: true })),
  ];
}

/** The media URLs of a component, without those of nested components. */
function urlsIn(component: object): string[] {
  const {
    items = [],
    media,
    file,
  } = component as Record<'items', { media?: Media }[]> & Record<'media' | 'file', Media>;
  return [...items.map((item) => item.media), media, file].flatMap((one) => one?.url ?? []);
}

type Media = { readonly url?: string } | undefined;
