import { commandButton } from '../chat/action.ts';
import type { CallContext } from '../chat/context.ts';
import { type Document, emphasis, note, prose } from '../chat/document.ts';
import { UserError } from '../errors.ts';
import { truncate } from '../text/shorten.ts';
import { texToText } from '../text/tex.ts';
import { requireChannel } from './channel-of.ts';

/**
 * Takes a discussion out of Paperboy's lists, or puts it back, for the one who opened it. Its thread stays as it is: what others said there
 * is theirs.
 *
 * @throws UserError where they have opened none with this id here
 */
export async function setDiscussionListed(id: string, isListed: boolean, context: CallContext): Promise<Document> {
  const place = requireChannel(context);
  const { repository } = context.discussions;
  const discussion = await repository.get(place.platform, place.tenant, id);
  const isInChannel = discussion?.place.channel === place.channel;
  if (
    discussion === undefined ||
    !isInChannel ||
    !(await repository.setListed(discussion, isListed, context.person.id))
  ) {
    throw new UserError(
      `You have opened no discussion "${truncate(id, 40)}" here, and only whoever opened one can take it off the list. To see all: /papers discussions`,
    );
  }
  const title = emphasis(texToText(context.papers.get(discussion.paperId)?.title ?? discussion.paperId));
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
        controls: [commandButton(undo.label, { text: undo.text, replacesOriginal: true }, context.actionStore)],
      },
    ],
  };
}
