import type { SourceLedger } from '../sources/live/source-ledger.ts';
import type { Store } from './database.ts';

export function createSourceLedger(_store: Store): SourceLedger {
  throw new Error('not there yet');
}
