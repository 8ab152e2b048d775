import { expect, it } from 'vitest';
import { SqlReadingListRepository } from '../../../src/store/repositories/reading-list-repository.ts';
import { killAfter } from './processes.ts';
import { describeStores } from './stores.ts';

describeStores('a process that is killed while it writes', (fresh) => {
  it('loses nothing that was confirmed, and leaves a database that opens', async () => {
    const { url, open } = await fresh();
    await open();
    const confirmed = await killAfter(30, url);
    const store = await open();
    const saved = await new SqlReadingListRepository(store).list({ platform: 'discord', tenant: 'T1', person: 'U1' });
    expect(confirmed.length).toBeGreaterThanOrEqual(30);
    expect(saved.map(({ paperId }) => paperId)).toEqual(expect.arrayContaining([...confirmed]));
  });
});
