import type { Context } from 'hono';
import { html } from 'hono/html';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { type Html, layout } from './pages/layout.ts';
import type { Rejection } from './refusal.ts';

/** What could not be done, for whoever asked for it. */
export interface ErrorResponse {
  readonly status: ContentfulStatusCode;
  /** Two or three words. */
  readonly title: string;
  /** What is wrong and what to do. */
  readonly text: string;
  /** What may lead on. */
  readonly extra?: Html;
}

/** Says what is wrong in the form that was asked for: JSON below `/api`, a plain sentence for feed readers, else a page. */
export function respondWithError(
  c: Context,
  { status, title, text, extra }: ErrorResponse,
): Response | Promise<Response> {
  c.header('cache-control', 'no-store');
  if (/^\/api(?:\/|$)/.test(c.req.path)) return c.json({ error: text }, status);
  if (/\.(?:xml|bib)$/.test(c.req.path)) return c.text(`${text}\n`, status);
  const main = html`<h1>${title}</h1><p>${text}</p>${extra}<p><a href="/">To the start</a></p>`;
  return c.html(layout({ title, main }), status);
}

/** The same for who is not let in. */
export function respondWithRejection(c: Context, { status, text, headers }: Rejection): Response | Promise<Response> {
  for (const [name, value] of Object.entries(headers)) c.header(name, value);
  return respondWithError(c, { status, title: status === 429 || status === 503 ? 'Not now' : 'Not like this', text });
}
