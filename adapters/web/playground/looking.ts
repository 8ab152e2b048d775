import type { Chart } from '../../../src/charts/chart.ts';
import type { Document } from '../../../src/chat/document.ts';
import { UserError } from '../../../src/errors.ts';
import type { TabRequestOf, TabResponse } from './deed.ts';
import type { PlaygroundUser } from './people.ts';
import type { MessageStore } from './room.ts';
import { requireVisibleMessage } from './where.ts';

/** Where the page finds the image of a chart. */
export type FormatChartUrl = (chart: Chart) => string;

/** How the other platforms would show a document: drawn, escaped, as HTML, and as the very payload that they would get. */
export type PlatformPreviews = Readonly<
  Record<
    TabRequestOf<'look'>['as'],
    (document: Document, chartUrl: FormatChartUrl) => { readonly html: string; readonly payload: string }
  >
>;

/** Shows what Paperboy said as another platform would. */
export function createPreviewHandler({
  messages,
  previews,
  chartUrl,
}: {
  messages: MessageStore;
  previews: PlatformPreviews;
  chartUrl: FormatChartUrl;
}) {
  return async (
    user: PlaygroundUser,
    { message: messageId, as: platform }: TabRequestOf<'look'>,
  ): Promise<TabResponse> => {
    const { content } = requireVisibleMessage(messageId, user, messages);
    if (typeof content === 'string') throw new UserError('Only what Paperboy says looks otherwise elsewhere.');
    const { html, payload } = previews[platform](content, chartUrl);
    return { kind: 'look', html, payload };
  };
}
