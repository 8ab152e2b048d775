import { commandButton } from '../chat/action.ts';
import type { AppServices } from '../chat/context.ts';
import { type Block, type Control, code, type Document, emphasis, note, prose } from '../chat/document.ts';
import { paperCard } from '../chat/paper-card.ts';
import type { Paper } from '../papers/paper.ts';
import { allPaperIds } from '../papers/papers.ts';
import { truncate } from '../text/shorten.ts';
import type { Span } from '../text/span.ts';
import { texToText } from '../text/tex.ts';
import type { Discussion } from './discussion.ts';
import { formatActivity, formatOpener } from './discussion-in-words.ts';

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
