import { randomUUID } from 'node:crypto';
import { UserError, unreachable } from '../../../src/errors.ts';
import type { Log } from '../../../src/log.ts';
import { createYieldQueue } from '../loop-turns.ts';
import type { createCompletionHandlers } from './completing.ts';
import type { TabRequest, TabResponse } from './deed.ts';
import type { createSubmitHandler } from './fill-in.ts';
import type { createPreviewHandler } from './looking.ts';
import type { PlaygroundUser } from './people.ts';
import type { createActionHandler } from './press.ts';
import type { createMessageHandler } from './say.ts';

interface RequestHandlerDeps {
  readonly onMessage: ReturnType<typeof createMessageHandler>;
  readonly onAction: ReturnType<typeof createActionHandler>;
  readonly onSubmit: ReturnType<typeof createSubmitHandler>;
  readonly completions: ReturnType<typeof createCompletionHandlers>;
  readonly onPreview: ReturnType<typeof createPreviewHandler>;
  readonly log: Log;
}

/** Does what somebody at a tab asks for. It never rejects. */
export type HandleRequest = (user: PlaygroundUser, request: TabRequest) => Promise<TabResponse>;

/** The error boundary of the tabs: what a person can put right is told to them, and all else is logged under an id that they are told. */
export function createRequestHandler({
  onMessage,
  onAction,
  onSubmit,
  completions,
  onPreview,
  log,
}: RequestHandlerDeps): HandleRequest {
  const route: HandleRequest = async (user, request) => {
    switch (request.kind) {
      case 'say':
        return onMessage(user, request);
      case 'press':
        return onAction(user, request);
      case 'submit':
        return onSubmit(user, request);
      case 'complete':
        return completions.onComplete(user, request);
      case 'suggest':
        return completions.onSuggest(user, request);
      case 'look':
        return onPreview(user, request);
      default:
        return unreachable(request);
    }
  };
  // A tab may ask for many searches in one breath.
  const yieldQueue = createYieldQueue();
  return async (user, request) => {
    try {
      await yieldQueue.yield();
      return await route(user, request);
    } catch (error) {
      if (error instanceof UserError) return refusedResponse(error.message, error.fields);
      const errorId = randomUUID().slice(0, 8);
      log.error({ id: errorId, err: error, kind: request.kind }, 'something at the playground failed');
      return refusedResponse(
        `Something went wrong on our side, not on yours. Try again; if it stays, tell the host this id: ${errorId}`,
      );
    }
  };
}

/** @param fields what is wrong with the fields of a form, by their names */
export function refusedResponse(text: string, fields: Readonly<Record<string, string>> = {}): TabResponse {
  return { kind: 'refused', text, fields };
}
