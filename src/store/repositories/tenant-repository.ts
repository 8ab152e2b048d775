import type { ChannelSettings } from '../../chat/place.ts';
import type { Store } from '../database.ts';

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

/**
 * Deletes everything that was kept for a tenant, for good: its subscriptions with their deliveries and what they showed, its discussions
 * with how much was said in them, what its people saved, and what was set for its channels. Keepsakes belong to no tenant: they are texts
 * without a word on who said them, and go when newer ones come.
 */
export async function deleteTenantData({ db }: Store, platform: string, tenant: string): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    for (const table of ['subscriptions', 'discussions', 'saved_papers', 'channel_settings'] as const) {
      await transaction.deleteFrom(table).where('platform', '=', platform).where('tenant', '=', tenant).execute();
    }
  });
}
