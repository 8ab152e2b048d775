import { type Command, type CommandModule, commandsForPlatform } from '../src/chat/command.ts';
import type { PlatformTraits } from '../src/chat/platform-traits.ts';
import { cite } from './cite.ts';
import { comments } from './comments.ts';
import { discuss } from './discuss.ts';
import { discussions } from './discussions.ts';
import { help } from './help.ts';
import { home } from './home.ts';
import { links } from './links.ts';
import { previews } from './previews.ts';
import { related } from './related.ts';
import { save } from './save.ts';
import { saved } from './saved.ts';
import { search } from './search.ts';
import type { CommandServices, PlatformCommands } from './services.ts';
import { share } from './share.ts';
import { show } from './show.ts';
import { status } from './status.ts';
import { subscribe } from './subscribe.ts';
import { subscriptions } from './subscriptions.ts';
import { summary } from './summary.ts';
import { top } from './top.ts';
import { trending } from './trending.ts';
import { trends } from './trends.ts';
import { unsave } from './unsave.ts';

type AnyCommand = CommandModule<CommandServices & PlatformCommands>;

/** All commands of `/papers`, in the order of the help. A new one is a file in this folder and a line here. */
export const commands: readonly AnyCommand[] = [
  search,
  show,
  related,
  comments,
  summary,
  links,
  cite,
  top,
  trending,
  trends,
  share,
  discuss,
  discussions,
  subscribe,
  subscriptions,
  status,
  save,
  saved,
  unsave,
  home,
  previews,
  help,
];

/** The commands of a platform, ready to run. */
export function createCommands(
  services: CommandServices,
  platform: PlatformTraits,
  modules: readonly AnyCommand[] = commands,
): readonly Command[] {
  const ofPlatform = commandsForPlatform(platform, modules);
  return ofPlatform.map(({ bind }) => bind({ ...services, platform, commands: ofPlatform }));
}
