import { callButton } from '../chat/action.ts';
import type { Core } from '../chat/context.ts';
import { type Block, type Control, code, type Document, emphasis, note, prose } from '../chat/document.ts';
import { paperCard } from '../chat/paper-card.ts';
import type { Paper } from '../papers/paper.ts';
import { idsOf } from '../papers/papers.ts';
import { shorten } from '../text/shorten.ts';
import type { Span } from '../text/span.ts';
import { texToText } from '../text/tex.ts';
import type { Discussion } from './discussion.ts';
import { activitySpans, openingSpans } from './discussion-in-words.ts';

/** What a card says of its thread where that is not there, or not any more. */
interface Threadless {
  /** A sentence: "Its thread was locked." */
  readonly why: string;
}

/** Discord's names of threads are the shortest (https://discord.com/developers/docs/resources/channel#channel-object). */
const LONGEST_TITLE = 100;

/** So many papers are looked through for those that were discussed here, and so many of these are named. */
const RELATED_LOOKED_AT = 30;
const RELATED_NAMED = 3;

const CALLS = { discuss: 'Discuss', related: 'Related', cite: 'Cite', summary: 'Summary', save: 'Save' } as const;

/** What a thread on a paper is called. */
export function threadTitle(paper: Paper): string {
  return shorten(texToText(paper.title), LONGEST_TITLE);
}

/** The message that a discussion's thread starts from: the paper, how much was said, and how to ask Paperboy there. */
export async function discussionCard(
  one: Discussion,
  paper: Paper,
  core: Core,
  threadless?: Threadless,
): Promise<Document> {
  const [related, earlier] = await Promise.all([relatedDiscussions(one, paper, core), earlierDiscussion(one, core)]);
  const first = threadless === undefined ? 'summary' : 'discuss';
  return {
    blocks: [
      {
        ...paperCard(paper, core),
        controls: ([first, 'related', 'cite', 'save'] as const).map((name) => call(name, paper, core)),
      },
      note(...(threadless === undefined ? [...activitySpans(one.activity), '.'] : [threadless.why])),
      ...related,
      ...earlier,
      note(...openingSpans(one), '.', ...(threadless === undefined ? HOW_TO_ASK : [])),
    ],
  };
}

const HOW_TO_ASK: readonly (string | Span)[] = [
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

function call(name: keyof typeof CALLS, { id }: Paper, { keepsakes }: Core): Control {
  return callButton(CALLS[name], { text: `${name} ${id}`, replaces: false }, keepsakes);
}

/** The papers nearest to this one of those that are discussed in the same channel. */
async function relatedDiscussions(one: Discussion, paper: Paper, { search, discussions }: Core): Promise<Block[]> {
  const near = search.related(paper, RELATED_LOOKED_AT).map(({ paper: other }) => other);
  const found = await discussions.discussions.ofPapers(one.place, near.flatMap(idsOf));
  const links = near.flatMap((other): Span[] => {
    const there = found.find(
      ({ id, paperId, isListed }) => isListed && id !== one.id && idsOf(other).includes(paperId),
    );
    const text = texToText(other.title);
    const url = there?.thread?.url;
    return there === undefined ? [] : [url === undefined ? emphasis(text) : { kind: 'link', text, url }];
  });
  if (links.length === 0) return [];
  const named = links.slice(0, RELATED_NAMED).flatMap((span, at) => (at === 0 ? [span] : [' · ', span]));
  return [prose('Related, and discussed here: ', ...named)];
}

/** The discussion whose place this one takes, as far as it is remembered. */
async function earlierDiscussion({ place, follows }: Discussion, { discussions }: Core): Promise<Block[]> {
  if (follows === undefined) return [];
  const earlier = await discussions.discussions.get(place.platform, place.tenant, follows);
  if (earlier?.state.kind !== 'ended') return [];
  const { why } = earlier.state;
  const what = {
    locked: 'This goes on from an earlier discussion, which was locked',
    deleted: 'This takes the place of an earlier discussion, which was deleted',
    merged: 'The same paper was discussed here under another name',
  }[why];
  const url = earlier.thread?.url;
  return [
    note(`${what}.`, ...(url === undefined ? [] : [' ', { kind: 'link' as const, text: 'It was here', url }, '.'])),
  ];
}
