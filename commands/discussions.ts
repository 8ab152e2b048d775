import { callButton } from '../src/chat/action.ts';
import { defineCommand } from '../src/chat/command.ts';
import type { Context } from '../src/chat/context.ts';
import { type Control, code, type Document, heading, type PaperBlock, prose } from '../src/chat/document.ts';
import { PAGE, pageFooter, pageWindow } from '../src/chat/paging.ts';
import { changeListing } from '../src/discussions/change-listing.ts';
import { channelOf } from '../src/discussions/channel-of.ts';
import type { Discussion } from '../src/discussions/discussion.ts';
import { listedDiscussion } from '../src/discussions/listed-discussion.ts';
import { arxivId, titleKey } from '../src/papers/identity.ts';
import type { Paper } from '../src/papers/paper.ts';
import { idsOnTopic } from '../src/search/on-topic.ts';
import { shorten } from '../src/text/shorten.ts';
import { texToText } from '../src/text/tex.ts';

/** More than anybody pages through; older ones are found by their paper or topic. */
const MOST = 1000;
const SUGGESTED = 25;
const SHOWN_QUERY = 80;

interface Known {
  readonly discussion: Discussion;
  readonly paper: Paper;
}

export const discussions = defineCommand({
  name: 'discussions',
  description: 'Lists what is discussed in this channel, the latest activity first',
  options: {
    about: {
      kind: 'text',
      description: 'A paper (title, id or link) or a topic, as in a search; all unless you say',
      takesTheRest: true,
      suggest: async (partial, context) => {
        const typed = partial.trim().toLowerCase();
        return (await openHere(context))
          .map(({ paper }) => ({ label: texToText(paper.title), value: paper.id }))
          .filter(({ label, value }) => `${value} ${label.toLowerCase()}`.includes(typed))
          .slice(0, SUGGESTED);
      },
    },
    page: PAGE,
    remove: { kind: 'text', description: 'The discussion to take off the list, by its id', hidden: 'always' },
    restore: { kind: 'text', description: 'The discussion to put back, by its id', hidden: 'always' },
  },
  audience: 'everyone',
  private: true,
  examples: ['discussions', 'discussions safe rl since:2024', 'discussions page:2'],
  run: async ({ about = '', page, remove, restore }, context) => {
    if (remove !== undefined) return changeListing(remove, false, context);
    if (restore !== undefined) return changeListing(restore, true, context);
    const all = await openHere(context);
    if (all.length === 0) return none(context);
    const wanted = about === '' ? all : filtered(all, about, context);
    const { offset, limit } = pageWindow(page);
    const call = `discussions ${about}`.trim();
    return {
      blocks: [
        heading(headingOf(wanted.length, nameOf(about, context))),
        ...(wanted.length === 0 ? [prose('To see all that are open here: ', code('/papers discussions'))] : []),
        ...wanted.slice(offset, offset + limit).map((one) => entry(one, context)),
        ...pageFooter({ total: wanted.length, page, call, also: [weekly(context)] }, context),
      ],
    };
  },
});

/** Those whose papers are at hand: one that came just now is, in a moment. */
async function openHere(context: Context): Promise<readonly Known[]> {
  const open = await context.discussions.discussions.list(channelOf(context), MOST);
  return open.flatMap((discussion) => {
    const paper = context.papers.get(discussion.paperId);
    return paper === undefined ? [] : [{ discussion, paper }];
  });
}

/** Those of a paper, where one is named; else those of the papers that a search would find. @throws UserError as `parseQuery` */
function filtered(all: readonly Known[], about: string, { papers, search }: Context): readonly Known[] {
  const named = papers.get(arxivId(about) ?? about);
  if (named !== undefined) return all.filter(({ paper }) => paper.id === named.id);
  const key = titleKey(about);
  const ofTitle = all.filter(({ paper }) => titleKey(texToText(paper.title)) === key);
  if (ofTitle.length > 0) return ofTitle;
  const onTopic = idsOnTopic(about, search);
  return all.filter(({ paper }) => onTopic.has(paper.id));
}

function entry({ discussion, paper }: Known, { person, keepsakes }: Context): PaperBlock {
  const controls: Control[] = [callButton('Open', { text: `show ${paper.id}`, replaces: false }, keepsakes)];
  if (discussion.opener.id === person.id) {
    const remove = { text: `discussions remove:${discussion.id}`, replaces: false };
    controls.push(callButton('Take off the list', remove, keepsakes));
  }
  return listedDiscussion({ discussion, paper, controls });
}

/** An id or a link says less than the title that it stands for. */
function nameOf(about: string, { papers }: Context): string {
  const named = papers.get(arxivId(about) ?? about);
  return named === undefined ? about : texToText(named.title);
}

function headingOf(count: number, about: string): string {
  const what = about === '' ? '' : ` about ${shorten(about, SHOWN_QUERY)}`;
  if (count === 0) return `No discussion here${what}`;
  return `${count === 1 ? 'One discussion' : `${count} discussions`} here${what}`;
}

function none(context: Context): Document {
  return {
    blocks: [
      prose(
        'Nothing is discussed in this channel yet. Press Discuss at a paper, and it gets a thread here; or type: ',
        code('/papers discuss <paper>'),
      ),
      {
        kind: 'actions',
        controls: [callButton('Discuss a paper', { text: 'discuss', replaces: false, asks: true }, context.keepsakes)],
      },
    ],
  };
}

function weekly({ keepsakes }: Context): Control {
  return callButton(
    'Most discussed, weekly',
    { text: 'subscribe about:discussions', replaces: false, asks: true },
    keepsakes,
  );
}
