import type { Store } from './database.ts';

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
