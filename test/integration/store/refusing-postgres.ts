import { createServer } from 'node:net';
import { onTestFinished } from 'vitest';

/**
 * A server that answers every connection as PostgreSQL refuses one: with an error of this code
 * (https://www.postgresql.org/docs/current/protocol-message-formats.html, ErrorResponse). Gives `host:port`.
 */
export async function refusingPostgres(code: string, message: string): Promise<string> {
  const fields = Buffer.from(`SFATAL\0VFATAL\0C${code}\0M${message}\0\0`);
  const length = Buffer.alloc(4);
  length.writeInt32BE(fields.length + 4);
  const refusal = Buffer.concat([Buffer.from('E'), length, fields]);
  return listen(refusal);
}

/** A server that ends every connection after these bytes. Gives `host:port`. */
export async function listen(answer: Uint8Array): Promise<string> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => socket.end(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return `127.0.0.1:${address.port}`;
}
