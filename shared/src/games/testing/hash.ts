/** The start of a hash with `hashBytes`. */
export const HASH_START = 0x811c9dc5;

/** FNV-1a with 32 bits (http://www.isthe.com/chongo/tech/comp/fnv/): the hash after more bytes. */
export function hashBytes(hash: number, bytes: Uint8Array): number {
  let next = hash;
  for (const byte of bytes) next = Math.imul(next ^ byte, 0x01000193);
  return next >>> 0;
}
