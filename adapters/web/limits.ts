/** The playground is kept in memory. These limits keep it small, whatever people or programs send. */
export const LIMITS = {
  /** Beyond these two, the oldest messages are deleted, whole threads at a time. A new tab receives all HTML at once. */
  messages: 2000,
  htmlCharacters: 4_000_000,
  /** Posts that can be found by their delivery key. */
  keyedPosts: 2000,
  /** In total, and per person. */
  openForms: 500,
  openFormsPerUser: 20,
  charts: 200,
  /** As many as Discord shows. */
  completions: 25,
  sockets: 100,
  /** In the message box, and in each field of a form. */
  inputCharacters: 4000,
  /** Per WebSocket message. More than a form with every field filled. */
  payloadBytes: 256 * 1024,
  /** Unsent data of a slow tab. More than all messages together. */
  bufferedBytes: 16 * 1024 * 1024,
  /** Per tab. A tab that sends `floodFactor` times as much is disconnected. */
  requestsPerWindow: 120,
  requestWindowSeconds: 10,
  floodFactor: 10,
  /** Per tab. */
  inFlightRequests: 32,
  /** Names reserved for people who lost their connection, and for how long. The page reconnects within 15 seconds. */
  reservedNames: 1000,
  nameReservationMs: 60_000,
} as const;
