import { SourceError } from '../live/source.ts';

/** @throws SourceError where a text is no JSON */
export function parseJsonResponse(text: string, host: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new SourceError('malformed', `${host} answered with what is no JSON`, { cause: error });
  }
}
