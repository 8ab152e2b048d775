import type { Chart } from '../../../src/charts/chart.ts';
import type { Document } from '../../../src/chat/document.ts';
import { UserError } from '../../../src/errors.ts';
import type { AskedTo, Outcome } from './deed.ts';
import type { Sitter } from './people.ts';
import type { Room } from './room.ts';
import { messageSeen } from './where.ts';

/** Where the page finds the image of a chart. */
export type ChartUrl = (chart: Chart) => string;

/** How the other platforms would show a document: drawn, escaped, as HTML, and as the very payload that they would get. */
export type Looks = Readonly<
  Record<
    AskedTo<'look'>['as'],
    (document: Document, chartUrl: ChartUrl) => { readonly html: string; readonly payload: string }
  >
>;

/** Shows what Paperboy said as another platform would. */
export function createLooking({ room, looks, chartUrl }: { room: Room; looks: Looks; chartUrl: ChartUrl }) {
  return async (who: Sitter, { message, as }: AskedTo<'look'>): Promise<Outcome> => {
    const { said } = messageSeen(message, who, room);
    if (typeof said === 'string') throw new UserError('Only what Paperboy says looks otherwise elsewhere.');
    const { html, payload } = looks[as](said, chartUrl);
    return { kind: 'look', html, payload };
  };
}
