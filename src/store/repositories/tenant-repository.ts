import type { ChannelSettings } from '../../chat/place.ts';
import type { Store } from '../database.ts';

export function createChannelSettingsRepository({ db }: Store): ChannelSettings {
  return {
    async get({ platform, tenant, channel }, name) {
      const row = await db
        .selectFrom('channel_settings')
        .select('value')
        .where((setting) => setting.and({ platform, tenant, channel, name }))
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
 * Deletes everything that is stored for a tenant: subscriptions with their deliveries and shown papers, discussions
 * with their reply counts, reading lists, and channel settings. Actions belong to no tenant: they don't record who ran
 * them, and expire as newer ones are stored.
 */
export async function deleteTenantData({ db }: Store, platform: string, tenant: string): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    for (const table of ['subscriptions', 'discussions', 'saved_papers', 'channel_settings'] as const) {
      await transaction.deleteFrom(table).where('platform', '=', platform).where('tenant', '=', tenant).execute();
    }
  });
}
