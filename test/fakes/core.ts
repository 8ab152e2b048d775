import { commands } from '../../commands/index.ts';
import { createActionStore } from '../../src/chat/action.ts';
import type { AppServices, CallContext } from '../../src/chat/context.ts';
import type { Document } from '../../src/chat/document.ts';
import type { ChatInteraction, ChatResponse, Reply } from '../../src/chat/interaction.ts';
import { createInteractionRouter } from '../../src/chat/router.ts';
import { createRecentPreviews } from '../../src/features/catalog/link-previews.ts';
import { createPapers } from '../../src/papers/library.ts';
import type { Paper } from '../../src/papers/paper.ts';
import { createSearchIndex } from '../../src/search/index.ts';
import { DISABLED_PAPER_LOOKUP } from '../../src/sources/lookup.ts';
import type { Span } from '../../src/text/spans.ts';
import { PAPERS } from '../fixtures/chat/papers.ts';
import { createChannelSettings } from './channel-settings.ts';
import { createTestDiscussionsDesk, type TestDiscussionsDesk } from './discussions-service.ts';
import { createTestDesk, type TestDesk } from './highlights-service.ts';
import { createMemoryLog } from './log.ts';

const WHO = {
  place: { platform: 'test', tenant: 'team', channel: 'general' },
  person: { id: 'U1', name: 'Ada' },
  canManage: true,
} as const;

/** The true core over a few papers, on 5 March 2025. */
export function createTestCore(
  papers: readonly Paper[] = PAPERS,
): AppServices & { readonly highlights: TestDesk; readonly discussions: TestDiscussionsDesk } {
  const search = createSearchIndex();
  search.put(papers);
  const now = () => new Date('2025-03-05T09:00:00Z');
  const highlights = createTestDesk(now);
  return {
    papers: createPapers(papers),
    search,
    commands,
    actionStore: createActionStore(),
    channelSettings: createChannelSettings(),
    recentPreviews: createRecentPreviews(now),
    highlights,
    discussions: createTestDiscussionsDesk(highlights.store),
    paperLookup: DISABLED_PAPER_LOOKUP,
    forgetTenant: async () => {},
    now,
  };
}

/** The same with somebody who calls. */
export function createTestContext(papers?: readonly Paper[]): CallContext {
  return { ...createTestCore(papers), ...WHO };
}

/** What somebody does, without who and where. */
export type Deed = ChatInteraction extends infer One
  ? One extends ChatInteraction
    ? Omit<One, 'place' | 'person'>
    : never
  : never;

/** Somebody who talks to the core through dispatch. */
export function createTester(services: AppServices = createTestCore()) {
  const { log, records } = createMemoryLog();
  const dispatch = createInteractionRouter({ services, log, random: () => 0.5 });
  const does = (deed: Deed): Promise<ChatResponse> => dispatch({ ...WHO, ...deed });
  const reply = async (deed: Deed): Promise<Reply> => {
    const answer = await does(deed);
    if (answer.kind !== 'reply') throw new Error(`no reply but ${answer.kind}`);
    return answer;
  };
  return {
    core: services,
    /** What was logged. */
    records,
    does,
    reply,
    /** The reply to a typed call. */
    types: (text: string): Promise<Reply> => reply({ kind: 'command', call: { text } }),
  };
}

/** All that a document says, as text, a line a block. */
export function textOf({ blocks }: Document): string {
  return blocks.map((block) => allText(block)).join('\n');
}

function allText(part: unknown): string {
  if (Array.isArray(part)) return part.map(allText).join('');
  if (typeof part !== 'object' || part === null) return '';
  return Object.entries(part)
    .map(([key, value]) => (['text', 'label'].includes(key) && typeof value === 'string' ? value : allText(value)))
    .join('');
}

/** The titles of the papers in a document. */
export function titlesOf({ blocks }: Document): string[] {
  return blocks.flatMap((block) => (block.kind === 'paper' ? [block.title.map(plain).join('')] : []));
}

/** The buttons of a document, by label; of several with one label the first. */
export function buttonsOf({ blocks }: Document): Map<string, string> {
  const controls = blocks.flatMap((block) =>
    block.kind === 'actions' || block.kind === 'paper' ? block.controls : [],
  );
  const buttons = controls.flatMap((one) => (one.kind === 'button' ? [[one.label, one.action] as const] : []));
  return new Map(buttons.toReversed());
}

function plain(span: Span): string {
  return 'text' in span ? span.text : '';
}
