import type { RawEntry } from './real-days.ts';

/** The paper that an entry wraps. */
export function paperOf(entry: RawEntry): Readonly<Record<string, unknown>> {
  return (entry['paper'] ?? {}) as Readonly<Record<string, unknown>>;
}

/** An invented entry of a listing. @param paper fields of the wrapped paper @param more fields of the entry */
export function rawEntry(
  paper: { readonly id: string; readonly title?: string; readonly upvotes?: number } & Readonly<
    Record<string, unknown>
  >,
  more: RawEntry = {},
): RawEntry {
  const { id, title = `A Study of ${id}`, ...fields } = paper;
  const summary = `We study ${id}. It works well on all benchmarks.`;
  const publishedAt = '2026-08-18T00:00:00.000Z';
  return {
    paper: {
      id,
      authors: [{ _id: '66540321d200a2ecdf784ffe', name: 'Ada Lovelace', hidden: false }],
      publishedAt,
      submittedOnDailyAt: '2026-08-20T00:00:00.000Z',
      title,
      summary,
      upvotes: 3,
      discussionId: '6a87afc589e517cbfd75dbe0',
      ...fields,
    },
    publishedAt: '2026-08-17T20:00:00.000Z',
    title,
    summary,
    thumbnail: `https://cdn-thumbnails.huggingface.co/social-thumbnails/papers/${id}.png`,
    numComments: 1,
    ...more,
  };
}

/** An invented comment of a paper's page. */
export function rawComment(
  raw: string,
  {
    author = 'ada',
    createdAt = '2026-08-20T10:00:00.000Z',
    data = {},
    replies,
    ...more
  }: { author?: string; createdAt?: string; data?: object; replies?: readonly unknown[] } & Record<
    string,
    unknown
  > = {},
): Record<string, unknown> {
  return {
    id: '6a87afc589e517cbfd75dbe1',
    author: {
      _id: '6039478ab3ecf716b1a5fd4d',
      avatarUrl: '/avatars/x.svg',
      fullname: `${author} of somewhere`,
      name: author,
      type: 'user',
    },
    createdAt,
    type: 'comment',
    data: {
      edited: false,
      hidden: false,
      latest: { raw, html: `<p>${raw}</p>`, updatedAt: createdAt },
      numEdits: 0,
      reactions: [],
      isReport: false,
      ...data,
    },
    ...(replies && { replies }),
    ...more,
  };
}
