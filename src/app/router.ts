import { commands, createCommands } from '../../commands/index.ts';
import type { CommandServices } from '../../commands/services.ts';
import type { ActionStore } from '../chat/action.ts';
import type { InteractionHandler } from '../chat/interaction.ts';
import type { PlatformTraits } from '../chat/platform-traits.ts';
import { createInteractionRouter, type InteractionHandlers } from '../chat/router.ts';
import { createPaperFinder } from '../features/catalog/find-paper.ts';
import { createLinkPreviews, type RecentPreviews } from '../features/catalog/link-previews.ts';
import { describeMessagePapers, findStarterPaper } from '../features/catalog/message-papers.ts';
import { createOptionalBadges, createPaperCards, type DiscussionBadges } from '../features/catalog/paper-cards.ts';
import { welcomeDocument } from '../features/catalog/welcome.ts';
import { findDiscussionBadges } from '../features/discussions/discussion-list.ts';
import type { UserError } from '../runtime/errors.ts';
import type { Log } from '../runtime/log.ts';

/** The services on one database, from which each command and handler takes what it needs. */
export interface AppServices extends Omit<CommandServices, 'finder' | 'cards'> {
  readonly actionStore: ActionStore;
  readonly recentPreviews: RecentPreviews;
  /** Deletes all data of a server or workspace. */
  readonly forgetTenant: (platform: string, tenant: string) => Promise<void>;
}

interface RouterOptions {
  readonly platform: PlatformTraits;
  readonly log: Log;
  readonly random: () => number;
  readonly explainFault?: (error: unknown) => UserError | undefined;
}

/** Handles the interactions of a platform. */
export function createRouter(services: AppServices, options: RouterOptions): InteractionHandler {
  return createInteractionRouter({
    ...options,
    commands: createCommands(createCommandServices(services, options.log), options.platform),
    handlers: createInteractionHandlers(services),
    actionStore: services.actionStore,
  });
}

export function createCommandServices(services: AppServices, log: Log): CommandServices {
  const { paperLookup, now } = services;
  const badges: DiscussionBadges = { find: (papers, place) => findDiscussionBadges(papers, place, services) };
  return {
    ...services,
    finder: createPaperFinder(services),
    cards: createPaperCards({ paperLookup, discussionBadges: createOptionalBadges(badges, { log, now }) }),
  };
}

export function createInteractionHandlers(services: AppServices): InteractionHandlers {
  const { papers, discussions, actionStore, forgetTenant, now } = services;
  return {
    previewLinks: (urls, isDraft, place) => createLinkPreviews(urls, isDraft, place, services),
    describeMessage: (text) => describeMessagePapers(text, services),
    async findThreadPaper(starter, { place }) {
      const discussion = place.thread === undefined ? undefined : await discussions.repository.findByThread(place);
      const paper = discussion && papers.get(discussion.paperId);
      return (paper ?? (starter && findStarterPaper(starter, { papers, commands, actionStore })))?.id;
    },
    async recordThreadActivity(thread) {
      await discussions.repository.recordThreadActivity(thread, now().toISOString());
      discussions.refreshSoon();
    },
    welcome: welcomeDocument,
    forgetTenant,
  };
}
