import { commandButton } from '../../chat/action.ts';
import type { AppServices } from '../../chat/context.ts';
import {
  type Block,
  type Control,
  code,
  type Document,
  emphasis,
  note,
  prose,
  strong,
  text,
  time,
} from '../../chat/document.ts';
import { paperCard } from '../../chat/paper-card.ts';
import type { PostOutcome } from '../../chat/platform.ts';
import { allPaperIds, type Paper } from '../../papers/paper.ts';
import { pluralize, truncate } from '../../text/format.ts';
import type { Span } from '../../text/spans.ts';
import { texToText } from '../../text/tex/index.ts';
import type { Discussion, DiscussionActivity, DiscussionDeps } from './discussion.ts';

/** What a card says of its thread where that is not there, or not any more. */
interface ThreadUnavailable {
  /** A sentence: "Its thread was locked." */
  readonly notice: string;
}

/** Discord's names of threads are the shortest (https://discord.com/developers/docs/resources/channel#channel-object). */
const MAX_THREAD_TITLE_LENGTH = 100;

/** So many papers are looked through for those that were discussed here, and so many of these are named. */
const MAX_RELATED_CANDIDATES = 30;
const MAX_RELATED_LINKS = 3;

const BUTTON_LABELS = {
  discuss: 'Discuss',
  related: 'Related',
  cite: 'Cite',
  summary: 'Summary',
  save: 'Save',
} as const;

/** What a thread on a paper is called. */
export function formatThreadTitle(paper: Paper): string {
  return truncate(texToText(paper.title), MAX_THREAD_TITLE_LENGTH);
}

/** The message that a discussion's thread starts from: the paper, how much was said, and how to ask Paperboy there. */
export async function buildDiscussionCard(
  discussion: Discussion,
  paper: Paper,
  core: AppServices,
  threadUnavailable?: ThreadUnavailable,
): Promise<Document> {
  const [relatedBlocks, earlierBlocks] = await Promise.all([
    relatedDiscussionBlocks(discussion, paper, core),
    earlierDiscussionBlocks(discussion, core),
  ]);
  const primaryCommand = threadUnavailable === undefined ? 'summary' : 'discuss';
  return {
    blocks: [
      {
        ...paperCard(paper, core),
        controls: ([primaryCommand, 'related', 'cite', 'save'] as const).map((name) => paperButton(name, paper, core)),
      },
      note(
        ...(threadUnavailable === undefined
          ? [...formatActivity(discussion.activity), '.']
          : [threadUnavailable.notice]),
      ),
      ...relatedBlocks,
      ...earlierBlocks,
      note(...formatOpener(discussion), '.', ...(threadUnavailable === undefined ? THREAD_COMMANDS_HINT : [])),
    ],
  };
}

const THREAD_COMMANDS_HINT: readonly (string | Span)[] = [
  ' In its thread, mention me with ',
  code('related'),
  ', ',
  code('cite'),
  ', ',
  code('summary'),
  ' or ',
  code('links'),
  '.',
];

function paperButton(name: keyof typeof BUTTON_LABELS, { id }: Paper, { actionStore }: AppServices): Control {
  return commandButton(BUTTON_LABELS[name], { text: `${name} ${id}`, replacesOriginal: false }, actionStore);
}

/** The papers nearest to this one of those that are discussed in the same channel. */
async function relatedDiscussionBlocks(
  discussion: Discussion,
  paper: Paper,
  { search, discussions }: AppServices,
): Promise<Block[]> {
  const relatedPapers = search.related(paper, MAX_RELATED_CANDIDATES).map(({ paper: other }) => other);
  const openDiscussions = await discussions.repository.findOpenByPapers(
    discussion.place,
    relatedPapers.flatMap(allPaperIds),
  );
  const links = relatedPapers.flatMap((other): Span[] => {
    const relatedDiscussion = openDiscussions.find(
      ({ id, paperId, isListed }) => isListed && id !== discussion.id && allPaperIds(other).includes(paperId),
    );
    const text = texToText(other.title);
    const url = relatedDiscussion?.thread?.url;
    return relatedDiscussion === undefined ? [] : [url === undefined ? emphasis(text) : { kind: 'link', text, url }];
  });
  if (links.length === 0) return [];
  const linkSpans = links.slice(0, MAX_RELATED_LINKS).flatMap((span, at) => (at === 0 ? [span] : [' · ', span]));
  return [prose('Related, and discussed here: ', ...linkSpans)];
}

/** The discussion whose place this one takes, as far as it is remembered. */
async function earlierDiscussionBlocks({ place, follows }: Discussion, { discussions }: AppServices): Promise<Block[]> {
  if (follows === undefined) return [];
  const earlier = await discussions.repository.get(place.platform, place.tenant, follows);
  if (earlier?.state.kind !== 'ended') return [];
  const { reason } = earlier.state;
  const explanation = {
    locked: 'This goes on from an earlier discussion, which was locked',
    deleted: 'This takes the place of an earlier discussion, which was deleted',
    merged: 'The same paper was discussed here under another name',
  }[reason];
  const url = earlier.thread?.url;
  return [
    note(
      `${explanation}.`,
      ...(url === undefined ? [] : [' ', { kind: 'link' as const, text: 'It was here', url }, '.']),
    ),
  ];
}

const END_NOTICES = {
  deleted: 'Its thread was deleted.',
  locked: 'Its thread was locked.',
} as const;

/**
 * Ends a discussion whose thread nobody can write in any more, so that another one can be opened, and lets its card say so.
 *
 * @returns what became of the card; nothing where there is none, or somebody else has ended it
 */
export async function endDiscussion(
  discussion: Discussion,
  reason: 'deleted' | 'locked',
  { core, platform }: Pick<DiscussionDeps, 'core' | 'platform'>,
): Promise<PostOutcome | undefined> {
  if (!(await core.discussions.repository.end(discussion.id, { at: core.now().toISOString(), reason })))
    return undefined;
  const paper = core.papers.get(discussion.paperId);
  if (discussion.card === undefined || paper === undefined) return undefined;
  return platform.update(
    discussion.card,
    await buildDiscussionCard(discussion, paper, core, { notice: END_NOTICES[reason] }),
  );
}

/** "1 reply", "12 replies" */
export function formatReplyCount(count: number): string {
  return pluralize(count, 'reply', 'replies');
}

/** "12 replies by 4 people, last Mar 5 at 09:00"; "No reply yet" where nobody has said anything. */
export function formatActivity({ replies, people, lastAt }: DiscussionActivity): Span[] {
  if (replies === 0) return [text('No reply yet')];
  const by = people === 0 ? '' : ` by ${people === 1 ? 'one person' : `${people} people`}`;
  return [text(formatReplyCount(replies) + by), ...(lastAt === undefined ? [] : [text(', last '), time(lastAt)])];
}

/** "Opened by Ada Mar 5 at 09:00" */
function formatOpener({ opener, openedAt }: Pick<Discussion, 'opener' | 'openedAt'>): Span[] {
  return [text('Opened by '), strong(opener.name), text(' '), time(openedAt)];
}
