import { describe, expect, it } from 'vitest';
import { chartFileName, render as renderDiscord } from '../../../../../adapters/discord/render.ts';
import { chartKey, render as renderSlack } from '../../../../../adapters/slack/render.ts';
import { renderDiscordPreview } from '../../../../../adapters/web/previews/discord-preview.ts';
import { resolveChartImages } from '../../../../../adapters/web/previews/preview-elements.ts';
import { renderSlackPreview } from '../../../../../adapters/web/previews/slack-preview.ts';
import type { Document } from '../../../../../src/chat/document.ts';
import type { Chart } from '../../../../../src/runtime/charts/chart.ts';

const CHART: Chart = {
  title: 'Papers per month: rl',
  unit: 'papers',
  months: ['2026-05', '2026-06'],
  series: [{ name: 'rl', values: [1, 2] }],
  isLastMonthPartial: true,
  alt: 'One paper in May, two in June so far.',
};
const DOCUMENT: Document = { blocks: [{ kind: 'chart', chart: CHART }] };
const urlOf = ({ title }: Chart) => `/charts/${encodeURIComponent(title)}.png`;
const IMAGE = `<img class="look-image" src="/charts/Papers%20per%20month%3A%20rl.png" alt="${CHART.alt}">`;

describe('the chart of a message', () => {
  it('is shown as Slack shows an uploaded file', () => {
    const resolveImage = resolveChartImages(DOCUMENT, chartKey, urlOf);
    expect(renderSlackPreview(renderSlack(DOCUMENT), { resolveImage })).toContain(IMAGE);
  });

  it('is shown as Discord shows an attachment', () => {
    const resolveImage = resolveChartImages(DOCUMENT, (chart) => `attachment://${chartFileName(chart)}`, urlOf);
    expect(renderDiscordPreview(renderDiscord(DOCUMENT), { resolveImage })).toContain(IMAGE);
  });

  it('is told in words where the page has no picture of it', () => {
    expect(renderSlackPreview(renderSlack(DOCUMENT))).toContain(`Picture: ${CHART.alt}`);
    expect(renderDiscordPreview(renderDiscord(DOCUMENT))).toContain(`Picture: ${CHART.alt}`);
  });
});
