/**
 * How Paperboy names itself to a source, so that whoever runs it knows whom to ask.
 *
 * @param contact an address of whoever hosts it: an e-mail address or a page
 */
export function formatUserAgent(version: string, contact?: string): string {
  // A header takes no line ends, and a comment in one no brackets (RFC 9110, 5.6.5).
  const safeContact = contact?.replace(/[^\x20-\x7e]|[()\\]/g, '').trim();
  return `Paperboy/${version} (${['chat bot for research papers', safeContact].filter(Boolean).join('; ')})`;
}
