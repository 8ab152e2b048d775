/** The playground is kept in memory and lives on one machine: these numbers keep it small, whatever people or programs do at its tabs. */
export const LIMITS = {
  /** Messages that are kept; then the oldest are forgotten, whole threads at a time. */
  messages: 2000,
  /** And so many characters of their HTML, as somebody who comes gets all of it at once. */
  htmlCharacters: 4_000_000,
  /** Posts that are found again by their keys. */
  keyedPosts: 2000,
  /** Forms that are open, of everybody and of one person. */
  openForms: 500,
  openFormsPerUser: 20,
  charts: 200,
  /** Offers while somebody types, as many as Discord has room for. */
  completions: 25,
  sockets: 100,
  /** Characters of what is typed into the message box, or into a field of a form. */
  inputCharacters: 4000,
  /** Bytes that a tab may send at once; more than all fields of any form, however full. */
  payloadBytes: 256 * 1024,
  /** Bytes that may wait for a tab that reads too slowly; more than all the messages there can be. */
  bufferedBytes: 16 * 1024 * 1024,
  /** What a tab may ask for in so many seconds; who asks for many times as much is cut off. */
  requestsPerWindow: 120,
  requestWindowSeconds: 10,
  floodFactor: 10,
  /** What may be worked on for one tab at a time. */
  inFlightRequests: 32,
} as const;
