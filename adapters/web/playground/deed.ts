import type { ChatResponse, InteractionPayload } from '../../../src/chat/invocation.ts';
import type { Place } from '../../../src/chat/place.ts';
import type { PlaygroundUser } from './people.ts';
import type { ClientMessage, ServerMessage } from './protocol.ts';

type WithoutRequestId<T> = T extends { readonly ask: number } ? Omit<T, 'ask'> : never;

/** What somebody at a tab asks for, without the number of the question. */
export type TabRequest = WithoutRequestId<ClientMessage>;
export type TabRequestOf<Kind extends TabRequest['kind']> = Extract<TabRequest, { readonly kind: Kind }>;

/** What came of it. */
export type TabResponse = WithoutRequestId<ServerMessage>;

export const DONE: TabResponse = { kind: 'done' };

/** Asks the core for somebody. */
export type DispatchAs = (user: PlaygroundUser, place: Place, interaction: InteractionPayload) => Promise<ChatResponse>;
