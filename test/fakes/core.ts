import { commands, createCommands } from '../../commands/index.ts';
import { createHighlightsPorts } from '../../src/app/compose.ts';
import { createTraitsLookup } from '../../src/app/platforms.ts';
import { type AppServices, createCommandServices, createInteractionHandlers } from '../../src/app/router.ts';
import { createActionStore } from '../../src/chat/action.ts';
import type { Command, CommandDefinition } from '../../src/chat/command.ts';
import type { Document } from '../../src/chat/document.ts';
import type { ChatInteraction, ChatResponse, InteractionHandler, Reply } from '../../src/chat/interaction.ts';
import type { CallContext } from '../../src/chat/place.ts';
import { definePlatformTraits, type PlatformTraits } from '../../src/chat/platform-traits.ts';
import { createInteractionRouter } from '../../src/chat/router.ts';
import { createRecentPreviews } from '../../src/features/catalog/link-previews.ts';
import { createPapers } from '../../src/papers/library.ts';
import type { Paper } from '../../src/papers/paper.ts';
import type { Log } from '../../src/runtime/log.ts';
import { SearchIndex } from '../../src/search/index.ts';
import { SqlReadingListRepository } from '../../src/store/repositories/reading-list-repository.ts';
import type { Span } from '../../src/text/spans.ts';
import { PAPERS } from '../fixtures/chat/papers.ts';
import { createChannelSettings } from './channel-settings.ts';
import { later } from './deferred.ts';
import { DISABLED_PAPER_LOOKUP } from './disabled-paper-lookup.ts';
import { createTestDiscussionService, type TestDiscussionService } from './discussions-service.ts';
import { createTestHighlights, type TestHighlights } from './highlights-service.ts';
import { createMemoryLog } from './log.ts';

const TEST_PLATFORM = definePlatformTraits({ name: 'test', title: 'Test', hasLinkPreviews: true });

/** The traits of a platform. `test` has the default ones, and link previews. */
export function findTestTraits(name: string): PlatformTraits {
  return name === TEST_PLATFORM.name ? TEST_PLATFORM : createTraitsLookup()(name);
}

export interface TestCore extends AppServices {
  readonly highlights: TestHighlights;
  readonly discussions: TestDiscussionService;
  /** The definitions of all commands, as adapters get them. */
  readonly commands: readonly CommandDefinition[];
}

/** The real services on a few papers and a database in memory, on March 5, 2025. */
export function createTestCore(
  initialPapers: readonly Paper[] = PAPERS,
  now = () => new Date('2025-03-05T09:00:00Z'),
): TestCore {
  const [papers, search] = [createPapers(initialPapers), new SearchIndex()];
  search.put(initialPapers);
  const paperLookup = DISABLED_PAPER_LOOKUP;
  const discussions = createTestDiscussionService(() => highlights.store(), findTestTraits);
  const ports = createHighlightsPorts({ papers, search, paperLookup, discussions, now });
  const highlights = createTestHighlights({ papers, search, now, ...ports });
  return {
    papers,
    search,
    commands,
    actionStore: createActionStore(),
    channelSettings: createChannelSettings(),
    recentPreviews: createRecentPreviews(now),
    highlights,
    readingLists: later(async () => new SqlReadingListRepository(await highlights.store())),
    discussions,
    paperLookup,
    forgetTenant: async () => {},
    now,
  };
}

/** The commands of a platform, with these services. */
export function createTestCommands(
  services: AppServices = createTestCore(),
  { log = createMemoryLog().log, platform = TEST_PLATFORM, modules = commands }: Partial<TestCommandsOptions> = {},
): readonly Command[] {
  return createCommands(createCommandServices(services, log), platform, modules);
}

interface TestCommandsOptions {
  readonly log: Log;
  readonly platform: PlatformTraits;
  readonly modules: typeof commands | undefined;
}

interface TestRouterOptions {
  /** The name of the platform. Default: `test` */
  readonly platform?: string;
  readonly log?: Log;
  readonly modules?: typeof commands;
}

/** The real router of a platform. */
export function createTestRouter(services: AppServices, options: TestRouterOptions = {}): InteractionHandler {
  const { log = createMemoryLog().log, platform: name = TEST_PLATFORM.name, modules } = options;
  const platform = findTestTraits(name);
  return createInteractionRouter({
    ...{ log, platform, actionStore: services.actionStore, random: () => 0.5 },
    commands: createTestCommands(services, { log, platform, modules }),
    handlers: createInteractionHandlers(services),
  });
}

/** Ada, who manages the channel #general. */
export const TEST_CALL: CallContext = {
  place: { platform: 'test', tenant: 'team', channel: 'general' },
  person: { id: 'U1', name: 'Ada' },
  platform: TEST_PLATFORM,
  canManage: true,
};

/** An interaction of a certain person in a certain place. */
export type TestInteraction = ChatInteraction extends infer One
  ? One extends ChatInteraction
    ? Omit<One, 'place' | 'person'>
    : never
  : never;

/** Ada in a chat with Paperboy. */
export function createTester(services: TestCore = createTestCore(), modules?: typeof commands) {
  const { log, records } = createMemoryLog();
  const router = createTestRouter(services, { log, ...(modules && { modules }) });
  const { place, person, canManage } = TEST_CALL;
  const does = (interaction: TestInteraction): Promise<ChatResponse> =>
    router({ place, person, canManage, ...interaction });
  const reply = async (interaction: TestInteraction): Promise<Reply> => {
    const response = await does(interaction);
    if (response.kind !== 'reply') throw new Error(`expected a reply, got ${response.kind}`);
    return response;
  };
  return {
    core: services,
    /** The logged records. */
    records,
    does,
    reply,
    /** The reply to a typed command. */
    types: (text: string): Promise<Reply> => reply({ kind: 'command', call: { text } }),
  };
}

/** The texts and labels of a document, a line for each block. */
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

/** The actions of the buttons in a document by label, the first of equal labels. */
export function buttonsOf({ blocks }: Document): Map<string, string> {
  const controls = blocks.flatMap((block) =>
    block.kind === 'actions' || block.kind === 'paper' ? block.controls : [],
  );
  const buttons = controls.flatMap((control) =>
    control.kind === 'button' ? [[control.label, control.action] as const] : [],
  );
  return new Map(buttons.toReversed());
}

function plain(span: Span): string {
  return 'text' in span ? span.text : '';
}
