import type { BlockSuggestion } from '@slack/bolt';
import type { ChatInteraction, Suggestion } from '../../src/chat/invocation.ts';
import { withTimeout } from '../../src/in-time.ts';
import type { SlackHandlerDeps } from './answer-dependencies.ts';
import { LIMITS } from './limits.ts';
import { unescapeEntities } from './read-text.ts';
import { toActor } from './translate.ts';
import { parseViewMetadata } from './view.ts';

/** Offers values for a field while somebody types in it. */
export interface Autocomplete {
  /** What Slack would take of what there is for a field. */
  suggest(
    actor: Pick<ChatInteraction, 'place' | 'person'>,
    query: { command: string; option: string; partial: string },
  ): Promise<Suggestion[]>;
  /** The same, or nothing where that takes longer than Slack waits. */
  suggestInTime(body: BlockSuggestion): Promise<Suggestion[]>;
}

/** What Slack could not show is left out: values that are too long for it, and those beyond its most. */
export function createAutocomplete({
  dispatch,
  tenant,
  loadingAfterMs,
}: Pick<SlackHandlerDeps, 'dispatch' | 'tenant' | 'loadingAfterMs'>): Autocomplete {
  const findSuggestions: Autocomplete['suggest'] = async (actor, query) => {
    const answer = await dispatch({ ...actor, kind: 'autocomplete', ...query });
    const all = answer.kind === 'suggestions' ? answer.suggestions : [];
    return all.filter(({ value }) => value.length <= LIMITS.optionValue).slice(0, LIMITS.options);
  };
  return {
    suggest: findSuggestions,
    async suggestInTime(body) {
      const metadata = parseViewMetadata(body.view ?? {});
      const query = {
        command: metadata.form?.command ?? '',
        option: body.block_id,
        partial: unescapeEntities(body.value),
      };
      return (await withTimeout(findSuggestions(toActor(body, tenant, metadata), query), loadingAfterMs)) ?? [];
    },
  };
}
