import type { DrawChart } from '../../../src/charts/chart.ts';
import type { Command } from '../../../src/chat/command.ts';
import type { Dispatch } from '../../../src/chat/dispatch.ts';
import type { ChatPlatform } from '../../../src/chat/platform.ts';
import { createStirs } from '../../../src/chat/stirs.ts';
import { createInHand } from '../../../src/in-hand.ts';
import type { Log } from '../../../src/log.ts';
import { createNewId } from '../../../src/new-id.ts';
import { LIMITS } from '../limits.ts';
import type { Site } from '../site.ts';
import { createAnswers } from './answers.ts';
import { CHANNELS, PLATFORM, placeIn } from './channels.ts';
import { createCharts } from './charts.ts';
import { createCompleting } from './completing.ts';
import type { Ask } from './deed.ts';
import { createDeeds } from './deeds.ts';
import { draw } from './draw.ts';
import { createFillIn } from './fill-in.ts';
import { createForms } from './forms.ts';
import { createLooking, type Looks } from './looking.ts';
import { PAGE, servePage } from './page-files.ts';
import { createPress } from './press.ts';
import { createRoom, type Room } from './room.ts';
import { createSay } from './say.ts';
import { createSender } from './send.ts';
import { createSockets } from './sockets.ts';
import { createTabs } from './tabs.ts';
import { createThreads } from './threads.ts';

interface Dependencies {
  readonly site: Pick<Site, 'app' | 'onUpgrade' | 'start' | 'url'>;
  /** Where the files of the page are: `adapters/web/playground/page` of the package. */
  readonly pageFolder: string;
  readonly commands: readonly Command[];
  readonly looks: Looks;
  readonly drawChart: DrawChart;
  readonly now: () => Date;
  /** At least 0, less than 1. */
  readonly random: () => number;
  readonly log: Log;
  /** How often a tab is asked whether it is still there. */
  readonly heartbeatMs?: number;
  /** How long nothing more is told of a thread in which something happened. */
  readonly stirEveryMs?: number;
}

const HEARTBEAT_MS = 30_000;
const STIR_EVERY_MS = 10_000;
const ID_LENGTH = 12;

const NOBODY = { id: '', name: '' };
const CLOSED = { kind: 'unavailable', reason: 'the playground is closed' } as const;

/**
 * A small chat on a page as a platform. It lives in memory: what was said is forgotten when Paperboy starts again. Ids are never used
 * twice, so that nothing of an earlier life is taken for something of this one.
 */
export function createPlayground(given: Dependencies): ChatPlatform {
  const { site, pageFolder, commands, looks, drawChart, now, random, log } = given;
  const { heartbeatMs = HEARTBEAT_MS, stirEveryMs = STIR_EVERY_MS } = given;
  const newId = createNewId(random, ID_LENGTH);
  let dispatch: Dispatch | undefined;
  let isOpen = false;

  const inHand = createInHand();
  const follow = (work: () => Promise<unknown>, what: string): void => {
    inHand.take(work)?.catch((error: unknown) => log.error({ err: error, what }, 'something at the playground failed'));
  };

  const ask: Ask = async ({ id, name, zone, manages }, place, deed) => {
    if (dispatch === undefined) return { kind: 'silence' };
    return dispatch({ ...deed, place, person: { id, name, ...(zone !== undefined && { zone }) }, manages });
  };

  const charts = createCharts(drawChart);
  const tabs = createTabs(() => room);
  const room: Room = createRoom({
    ...{ newId, now, most: LIMITS },
    draw: (said) => draw(said, charts.urlOf),
    onChange: tabs.tell,
  });
  const forms = createForms(newId);
  const answers = createAnswers({ room, forms });
  const stirs = createStirs({
    tell: (where) => follow(() => tellStir(where), 'a thread in which something happened'),
    everyMs: stirEveryMs,
  });
  const act = createDeeds({
    say: createSay({ ask, commands, room, answers, stirs, follow }),
    press: createPress({ ask, room, answers }),
    fillIn: createFillIn({ ask, forms, answers }),
    completing: createCompleting({ ask, commands, forms }),
    look: createLooking({ room, looks, chartUrl: charts.urlOf }),
    log,
  });
  const sockets = createSockets({ attendWith: { tabs, act, inHand, log }, everyMs: heartbeatMs });
  const sender = createSender({ room, now });
  const urlOf = (channel: string, thread: string): string =>
    `${site.url()}${PAGE}#${encodeURIComponent(channel)}/${encodeURIComponent(thread)}`;

  servePage({ app: site.app, folder: pageFolder, charts, log });
  site.onUpgrade(`${PAGE}socket`, sockets.accept);

  async function tellStir(where: Parameters<Parameters<typeof createStirs>[0]['tell']>[0]): Promise<void> {
    const place = await where();
    if (place !== undefined) await dispatch?.({ kind: 'thread stirred', place, person: NOBODY });
  }

  /** As where Paperboy was added to a channel. */
  const greet = async (greeted: Dispatch): Promise<void> => {
    const place = placeIn(CHANNELS[0].id);
    const answer = await greeted({ kind: 'installed', place, person: NOBODY });
    if (answer.kind === 'reply') answers.say(answer.document, place);
  };

  return {
    name: PLATFORM,
    async start(connected) {
      dispatch = connected;
      await greet(connected);
      await site.start();
      sockets.open();
      isOpen = true;
    },
    async stop() {
      stirs.flush();
      await inHand.stop();
      await sockets.close();
    },
    connected: () => isOpen && !inHand.isStopped(),
    post: async (...said) => (inHand.isStopped() ? CLOSED : sender.post(...said)),
    update: async (...said) => (inHand.isStopped() ? CLOSED : sender.update(...said)),
    findPosted: sender.findPosted,
    ...createThreads({ room, urlOf }),
  };
}
