import type { BlockSuggestion } from '@slack/bolt';
import type { Invocation, Suggestion } from '../../src/chat/invocation.ts';
import { inTime } from '../../src/in-time.ts';
import type { AnswerDependencies } from './answer-dependencies.ts';
import { LIMITS } from './limits.ts';
import { readTyped } from './read-text.ts';
import { actorOf } from './translate.ts';
import { noteIn } from './view.ts';

/** Offers values for a field while somebody types in it. */
export interface Suggestions {
  /** What Slack would take of what there is for a field. */
  for(
    who: Pick<Invocation, 'place' | 'person'>,
    asked: { command: string; option: string; partial: string },
  ): Promise<Suggestion[]>;
  /** The same, or nothing where that takes longer than Slack waits. */
  typed(body: BlockSuggestion): Promise<Suggestion[]>;
}

/** What Slack could not show is left out: values that are too long for it, and those beyond its most. */
export function createSuggestions({
  dispatch,
  tenant,
  loadingAfterMs,
}: Pick<AnswerDependencies, 'dispatch' | 'tenant' | 'loadingAfterMs'>): Suggestions {
  const find: Suggestions['for'] = async (who, asked) => {
    const answer = await dispatch({ ...who, kind: 'suggest', ...asked });
    const all = answer.kind === 'suggestions' ? answer.suggestions : [];
    return all.filter(({ value }) => value.length <= LIMITS.optionValue).slice(0, LIMITS.options);
  };
  return {
    for: find,
    async typed(body) {
      const note = noteIn(body.view ?? {});
      const asked = { command: note.form?.command ?? '', option: body.block_id, partial: readTyped(body.value) };
      return (await inTime(find(actorOf(body, tenant, note), asked), loadingAfterMs)) ?? [];
    },
  };
}
