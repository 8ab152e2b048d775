import { z } from 'zod';
import {
  ErrorShape,
  PaperShape,
  RelatedParameters,
  RelatedShape,
  SearchParameters,
  SearchShape,
} from './api-shapes.ts';

/**
 * What the API takes and answers, for programs that read such descriptions (https://spec.openapis.org/oas/v3.1.1.html).
 *
 * @param base the site's address
 */
export function openApi(base: string) {
  const id = { name: 'id', in: 'path', required: true, schema: { type: 'string' }, description: 'Any id of the paper' };
  const wrong = { 400: answer(ErrorShape, 'Parameters that are wrong, all of them') };
  const tooMuch = { 429: answer(ErrorShape, 'More than the share of one visitor', RETRY_AFTER) };
  const busy = { 503: answer(ErrorShape, 'Too many search here at the moment', RETRY_AFTER) };
  const missing = { 404: answer(ErrorShape, 'No such paper') };
  return {
    openapi: '3.1.0',
    info: { title: 'Paperboy', version: '1', description: 'Research papers, found. What is not known is left out.' },
    servers: [{ url: base }],
    paths: {
      '/api/search': {
        get: {
          summary: 'Papers that a query finds',
          parameters: parameters(SearchParameters),
          responses: { 200: answer(SearchShape, 'Papers, the best first'), ...wrong, ...tooMuch, ...busy },
        },
      },
      '/api/papers/{id}': {
        get: {
          summary: 'One paper',
          parameters: [id],
          responses: { 200: answer(PaperShape, 'The paper'), ...wrong, ...missing, ...tooMuch },
        },
      },
      '/api/papers/{id}/related': {
        get: {
          summary: 'The papers nearest to one',
          parameters: [id, ...parameters(RelatedParameters)],
          responses: {
            200: answer(RelatedShape, 'Papers, the nearest first'),
            ...wrong,
            ...missing,
            ...tooMuch,
            ...busy,
          },
        },
      },
    },
  };
}

const RETRY_AFTER = {
  'Retry-After': { schema: { type: 'integer' }, description: 'In how many seconds to ask again' },
} as const;

function answer(shape: z.ZodType, description: string, headers?: typeof RETRY_AFTER) {
  return {
    description,
    ...(headers && { headers }),
    content: { 'application/json': { schema: z.toJSONSchema(shape) } },
  };
}

/** The numbers stand in the address as text, but what they mean is what they are read as. */
function parameters(shape: z.ZodObject) {
  const { properties = {} } = z.toJSONSchema(shape, { io: 'output' });
  return Object.entries(properties).map(([name, schema]) => ({ name, in: 'query', required: false, schema }));
}
