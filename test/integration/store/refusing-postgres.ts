import { createServer } from 'node:net';
import { onTestFinished } from 'vitest';

/**
 * A server that rejects every connection with an error, as PostgreSQL does
 * (https://www.postgresql.org/docs/current/protocol-message-formats.html, ErrorResponse). Returns `host:port`.
 */
export async function refusingPostgres(code: string, message: string): Promise<string> {
  const fields = Buffer.from(`SFATAL\0VFATAL\0C${code}\0M${message}\0\0`);
  const length = Buffer.alloc(4);
  length.writeInt32BE(fields.length + 4);
  return listen(Buffer.concat([Buffer.from('E'), length, fields]));
}

/** A server that sends these bytes on every connection and closes it. Returns `host:port`. */
export async function listen(response: Uint8Array): Promise<string> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => socket.end(response));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return `127.0.0.1:${address.port}`;
}
