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
const chartUrl = ({ title }: Chart) => `/charts/${encodeURIComponent(title)}.png`;
const IMAGE = `<img class="preview-image" src="/charts/Papers%20per%20month%3A%20rl.png" alt="${CHART.alt}">`;

describe('resolveChartImages', () => {
  it('finds the image of a chart that Slack refers to as an uploaded file', () => {
    const resolveImage = resolveChartImages(DOCUMENT, chartKey, chartUrl);
    expect(renderSlackPreview(renderSlack(DOCUMENT), { resolveImage })).toContain(IMAGE);
  });

  it('finds the image of a chart that Discord refers to as an attachment', () => {
    const resolveImage = resolveChartImages(DOCUMENT, (chart) => `attachment://${chartFileName(chart)}`, chartUrl);
    expect(renderDiscordPreview(renderDiscord(DOCUMENT), { resolveImage })).toContain(IMAGE);
  });

  it('is optional: without it, previews show the alternative text of the chart', () => {
    expect(renderSlackPreview(renderSlack(DOCUMENT))).toContain(`Picture: ${CHART.alt}`);
    expect(renderDiscordPreview(renderDiscord(DOCUMENT))).toContain(`Picture: ${CHART.alt}`);
  });
});
