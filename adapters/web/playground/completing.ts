import type { Command } from '../../../src/chat/command.ts';
import { type Completion, complete, type Suggest, wordsBeside } from '../../../src/chat/complete.ts';
import type { Suggestion } from '../../../src/chat/invocation.ts';
import type { Place } from '../../../src/chat/place.ts';
import { UserError } from '../../../src/errors.ts';
import { LIMITS } from '../limits.ts';
import { ownerOf, placeIn } from './channels.ts';
import { channelsLike, takesChannel } from './channels-typed.ts';
import type { Ask, AskedTo, Outcome } from './deed.ts';
import type { Forms } from './forms.ts';
import type { Sitter } from './people.ts';
import { checkChannel } from './where.ts';

interface Dependencies {
  readonly ask: Ask;
  readonly commands: readonly Command[];
  readonly forms: Forms;
}

const MENTION = '@Paperboy ';
/** What a line begins with that is said to Paperboy without its name. */
const ALL_COMMANDS = '/papers ';
const NOTHING: Completion = { offers: [], on: '' };

/** Offers what may be typed: in the message box, and in the fields of forms. */
export function createCompleting({ ask, commands, forms }: Dependencies) {
  const suggestFor = async (who: Sitter, place: Place, asked: Parameters<Suggest>): Promise<readonly Suggestion[]> => {
    const [command, option, partial] = asked;
    if (takesChannel(command, option, commands)) return channelsLike(partial);
    const answer = await ask(who, place, { kind: 'suggest', command, option, partial });
    return answer.kind === 'suggestions' ? answer.suggestions : [];
  };

  return {
    async line(who: Sitter, { channel, line }: AskedTo<'complete'>): Promise<Outcome> {
      checkChannel(channel, who);
      const known = { commands, suggest: (...asked: Parameters<Suggest>) => suggestFor(who, placeIn(channel), asked) };
      return shownOf(await completeLine(line, ownerOf(channel) === who.id, known));
    },
    async field(who: Sitter, { form: id, field, partial }: AskedTo<'suggest'>): Promise<Outcome> {
      const { form, asking } = forms.get(id, who.id);
      if (!form.fields.some(({ name }) => name === field))
        throw new UserError('This form has no such field. Send the command again.');
      const suggestions = await suggestFor(who, asking.place, [form.command.name, field, partial]);
      return shownOf({
        offers: suggestions.map(({ label, value }) => ({ text: value, says: wordsBeside(value, label) })),
        on: partial,
      });
    },
  };
}

/** Alone with Paperboy every line is said to it; elsewhere only a call is, and what begins with its name. */
async function completeLine(
  line: string,
  isDirect: boolean,
  known: Parameters<typeof complete>[1],
): Promise<Completion> {
  if (isDirect || line.startsWith('/')) return complete(line, known);
  const [mention] = /^@paperboy\s+/i.exec(line) ?? [];
  if (mention !== undefined) return complete(line.slice(mention.length) || ALL_COMMANDS, known);
  const [begun] = /(?<!\S)@\w*$/.exec(line) ?? [];
  if (begun === undefined || !MENTION.toLowerCase().startsWith(begun.toLowerCase())) return NOTHING;
  return { offers: [{ text: MENTION, says: 'Ask Paperboy, with everybody reading along' }], on: begun };
}

function shownOf({ offers, on }: Completion): Outcome {
  return { kind: 'completions', on, offers: offers.slice(0, LIMITS.offers) };
}
