import { terminal } from '../../adapters/console/descriptor.ts';
import { discord } from '../../adapters/discord/descriptor.ts';
import { slack } from '../../adapters/slack/descriptor.ts';
import { web } from '../../adapters/web/descriptor.ts';
import type { PlatformDescriptor } from '../chat/platform.ts';
import { definePlatformTraits, type FindTraits, type PlatformTraits } from '../chat/platform-traits.ts';

/** All platforms. A new one is a folder in adapters/ and a line here. */
export const PLATFORMS: readonly PlatformDescriptor[] = [discord, slack, terminal, web];

/** Finds the traits of these platforms by name. A database may also name platforms of other versions. */
export function createTraitsLookup(platforms: readonly PlatformTraits[] = PLATFORMS): FindTraits {
  return (name) => platforms.find((platform) => platform.name === name) ?? definePlatformTraits({ name, title: name });
}
