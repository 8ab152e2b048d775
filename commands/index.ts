import type { Command } from '../src/chat/command.ts';
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

/** Every command of `/papers`, in the order in which help names them. */
export const commands: readonly Command[] = [
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
