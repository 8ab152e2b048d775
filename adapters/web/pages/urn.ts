import { createHash } from 'node:crypto';

/** Ours alone: drawn once by chance, and never to be changed, as all ids hang on it. */
const UUID_NAMESPACE = '3dba75751e9547a0816f8e6754d4859c';

/**
 * A name that is the same for the same thing on every Paperboy, at every address and for ever: a UUID of its kind and its id (RFC 9562,
 * section 5.5). A `tag:` URI would need a domain that is ours, and most who host Paperboy have none.
 */
export function buildUrn(kind: 'paper' | 'search', id: string): string {
  const digest = createHash('sha1').update(Buffer.from(UUID_NAMESPACE, 'hex')).update(`${kind}:${id}`).digest();
  digest.writeUInt8((digest.readUInt8(6) & 0x0f) | 0x50, 6);
  digest.writeUInt8((digest.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = digest.toString('hex', 0, 16);
  return `urn:uuid:${hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')}`;
}
