import { z } from 'zod';
import {
  ApiError,
  ApiPaper,
  ApiRelatedParams,
  ApiRelatedResponse,
  ApiSearchParams,
  ApiSearchResponse,
} from './api-shapes.ts';

/**
 * What the API takes and answers, for programs that read such descriptions (https://spec.openapis.org/oas/v3.1.1.html).
 *
 * @param baseUrl the site's address
 */
export function buildOpenApiDocument(baseUrl: string) {
  const idParameter = {
    name: 'id',
    in: 'path',
    required: true,
    schema: { type: 'string' },
    description: 'Any id of the paper',
  };
  const badRequest = { 400: jsonResponse(ApiError, 'Parameters that are wrong, all of them') };
  const tooManyRequests = { 429: jsonResponse(ApiError, 'More than the share of one visitor', RETRY_AFTER) };
  const serviceUnavailable = { 503: jsonResponse(ApiError, 'Too many search here at the moment', RETRY_AFTER) };
  const notFound = { 404: jsonResponse(ApiError, 'No such paper') };
  return {
    openapi: '3.1.0',
    info: { title: 'Paperboy', version: '1', description: 'Research papers, found. What is not known is left out.' },
    servers: [{ url: baseUrl }],
    paths: {
      '/api/search': {
        get: {
          summary: 'Papers that a query finds',
          parameters: queryParameters(ApiSearchParams),
          responses: {
            200: jsonResponse(ApiSearchResponse, 'Papers, the best first'),
            ...badRequest,
            ...tooManyRequests,
            ...serviceUnavailable,
          },
        },
      },
      '/api/papers/{id}': {
        get: {
          summary: 'One paper',
          parameters: [idParameter],
          responses: { 200: jsonResponse(ApiPaper, 'The paper'), ...badRequest, ...notFound, ...tooManyRequests },
        },
      },
      '/api/papers/{id}/related': {
        get: {
          summary: 'The papers nearest to one',
          parameters: [idParameter, ...queryParameters(ApiRelatedParams)],
          responses: {
            200: jsonResponse(ApiRelatedResponse, 'Papers, the nearest first'),
            ...badRequest,
            ...notFound,
            ...tooManyRequests,
            ...serviceUnavailable,
          },
        },
      },
    },
  };
}

const RETRY_AFTER = {
  'Retry-After': { schema: { type: 'integer' }, description: 'In how many seconds to ask again' },
} as const;

function jsonResponse(bodySchema: z.ZodType, description: string, headers?: typeof RETRY_AFTER) {
  return {
    description,
    ...(headers && { headers }),
    content: { 'application/json': { schema: z.toJSONSchema(bodySchema) } },
  };
}

/** The numbers stand in the address as text, but what they mean is what they are read as. */
function queryParameters(paramsSchema: z.ZodObject) {
  const { properties = {} } = z.toJSONSchema(paramsSchema, { io: 'output' });
  return Object.entries(properties).map(([name, schema]) => ({ name, in: 'query', required: false, schema }));
}
