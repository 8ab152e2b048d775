import type { ChannelSettings } from '../chat/channel-settings.ts';
import type { Store } from './database.ts';

/** Settings of channels in the database. */
export function createChannelSettingsRepository({ db }: Store): ChannelSettings {
  return {
    async get({ platform, tenant, channel }, name) {
      const row = await db
        .selectFrom('channel_settings')
        .select('value')
        .where('platform', '=', platform)
        .where('tenant', '=', tenant)
        .where('channel', '=', channel)
        .where('name', '=', name)
        .executeTakeFirst();
      return row?.value;
    },

    async set({ platform, tenant, channel }, name, value) {
      await db
        .insertInto('channel_settings')
        .values({ platform, tenant, channel, name, value })
        .onConflict((conflict) => conflict.columns(['platform', 'tenant', 'channel', 'name']).doUpdateSet({ value }))
        .execute();
    },
  };
}
