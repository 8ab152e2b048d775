import fc from 'fast-check';
import { expect, it } from 'vitest';
import { blockKitBuilderUrl, render } from '../../../../adapters/slack/render.ts';
import { anyDocument } from '../../../fixtures/documents.ts';

it('blockKitBuilderUrl contains the blocks of any message and fits browser limits', () => {
  fc.assert(
    fc.property(anyDocument, (document) => {
      const { blocks } = render(document);
      const link = blockKitBuilderUrl(blocks);
      const { origin, pathname, hash } = new URL(link);
      expect(origin + pathname).toBe('https://app.slack.com/block-kit-builder');
      expect(JSON.parse(decodeURIComponent(hash.slice(1)))).toEqual({ blocks: JSON.parse(JSON.stringify(blocks)) });
      expect(link.length).toBeLessThan(2_097_152);
    }),
    { numRuns: 30 },
  );
});
