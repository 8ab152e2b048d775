import { commandsOn } from './chat/command.ts';
import { createDispatch } from './chat/dispatch.ts';
import type { Config } from './config.ts';
import { startDiscussions } from './discussions/engine.ts';
import type { UserError } from './errors.ts';
import { startEngine } from './highlights/delivering/engine.ts';
import { createTellOwner } from './highlights/delivering/owner-notices.ts';
import { createPace } from './highlights/delivering/pace.ts';
import type { Log } from './log.ts';
import type { OpenCore } from './open-core.ts';
import { createPlatforms } from './platforms.ts';
import { startRefresher } from './sources/refresh/refresher.ts';

interface Dependencies {
  readonly open: OpenCore;
  readonly log: Log;
  /** Called when a platform ends for good, with what the host can do. */
  readonly onFatal: (error: UserError) => void;
}

/**
 * Starts what is configured: the platforms, the deliveries of the daily highlights, what looks after discussions, and what keeps the
 * papers current. Resolves when every platform is connected, whether or not a source of papers answers.
 *
 * @returns ends it all: what is in hand is finished, within ten seconds
 * @throws UserError for what only the host can mend
 */
export async function start(config: Config, { open, log, onFatal }: Dependencies): Promise<() => Promise<void>> {
  const { core, platforms } = open;
  let stopping: Promise<void> | undefined;
  const stop = (): Promise<void> => {
    stopping ??= stopAll();
    return stopping;
  };
  const ended = new Set<string>();
  // A process that is connected to nothing would stay, look alive, and let every slot pass.
  const onPlatformFatal = (name: string, error: UserError): void => {
    onFatal(error);
    ended.add(name);
    if (created.every((platform) => ended.has(platform.name))) void stop();
  };
  const created = createPlatforms(config, { core, log, onFatal: onPlatformFatal, onEnd: () => void stop() });
  for (const platform of created) platforms.set(platform.name, platform);
  const tellOwner = createTellOwner({ platforms, log });
  const engine = startEngine({
    core,
    platforms,
    pace: createPace(core.now),
    tellOwner,
    owner: core.discussions.owner,
    log,
  });
  open.onWake(engine.wake);
  const discussions = startDiscussions({ core, log });
  const refresher = startRefresher(open.refreshing);

  async function stopAll(): Promise<void> {
    const stops = [engine.stop(), discussions.stop(), refresher.stop(), ...created.map((platform) => platform.stop())];
    await Promise.allSettled(stops);
    await open.close();
  }

  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stop());
  try {
    await Promise.all(
      created.map((platform) => {
        const commands = commandsOn(platform.name, core.commands);
        return platform.start(createDispatch({ core: { ...core, commands }, log, random: Math.random }));
      }),
    );
  } catch (error) {
    await stop();
    throw error;
  }
  return stop;
}
