import { callButton } from '../chat/action.ts';
import type { Context } from '../chat/context.ts';
import { type Document, emphasis, note, prose } from '../chat/document.ts';
import { UserError } from '../errors.ts';
import { shorten } from '../text/shorten.ts';
import { texToText } from '../text/tex.ts';
import { channelOf } from './channel-of.ts';

/**
 * Takes a discussion out of Paperboy's lists, or puts it back, for the one who opened it. Its thread stays as it is: what others said there
 * is theirs.
 *
 * @throws UserError where they have opened none with this id here
 */
export async function changeListing(id: string, isListed: boolean, context: Context): Promise<Document> {
  const place = channelOf(context);
  const { discussions } = context.discussions;
  const one = await discussions.get(place.platform, place.tenant, id);
  const isHere = one?.place.channel === place.channel;
  if (one === undefined || !isHere || !(await discussions.setListed(one, isListed, context.person.id))) {
    throw new UserError(
      `You have opened no discussion "${shorten(id, 40)}" here, and only whoever opened one can take it off the list. To see all: /papers discussions`,
    );
  }
  const title = emphasis(texToText(context.papers.get(one.paperId)?.title ?? one.paperId));
  const undo = isListed
    ? { label: 'Take off the list', text: `discussions remove:${id}` }
    : { label: 'Undo', text: `discussions restore:${id}` };
  return {
    blocks: [
      prose(isListed ? 'On the list again: ' : 'Taken off the list: ', title, '.'),
      ...(isListed
        ? []
        : [note('Its thread stays as it is. Where somebody asks to discuss the paper again, it comes back.')]),
      {
        kind: 'actions',
        controls: [callButton(undo.label, { text: undo.text, replaces: true }, context.keepsakes)],
      },
    ],
  };
}
